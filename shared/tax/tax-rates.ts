import * as z from 'zod';

/** The tax category of a product, as the catalogue keeps it. */
export const ProductTaxCategory = z.enum(['standard', 'reduced', 'zero', 'exempt']);
export type ProductTaxCategory = z.infer<typeof ProductTaxCategory>;

/**
 * VAT rates in percent by country and category, as in force on 2026-01-01. Sources: European Commission, "VAT rates
 * applied in the Member States" (Taxes in Europe database); HMRC; the reduced column is the rate for most goods under
 * Annex III where a country has several. Countries not named charge no tax here: US sales tax depends on state,
 * county and nexus and stays outside the table.
 */
const rates: Readonly<Record<string, { standard: number; reduced: number }>> = {
  AT: { standard: 20, reduced: 10 },
  BE: { standard: 21, reduced: 6 },
  BG: { standard: 20, reduced: 9 },
  CY: { standard: 19, reduced: 5 },
  CZ: { standard: 21, reduced: 12 },
  DE: { standard: 19, reduced: 7 },
  DK: { standard: 25, reduced: 25 },
  EE: { standard: 24, reduced: 9 },
  ES: { standard: 21, reduced: 10 },
  FI: { standard: 25.5, reduced: 13.5 },
  FR: { standard: 20, reduced: 5.5 },
  GR: { standard: 24, reduced: 13 },
  HR: { standard: 25, reduced: 13 },
  HU: { standard: 27, reduced: 5 },
  IE: { standard: 23, reduced: 13.5 },
  IT: { standard: 22, reduced: 10 },
  LT: { standard: 21, reduced: 12 },
  LU: { standard: 17, reduced: 8 },
  LV: { standard: 21, reduced: 12 },
  MT: { standard: 18, reduced: 5 },
  NL: { standard: 21, reduced: 9 },
  PL: { standard: 23, reduced: 8 },
  PT: { standard: 23, reduced: 6 },
  RO: { standard: 21, reduced: 11 },
  SE: { standard: 25, reduced: 12 },
  SI: { standard: 22, reduced: 9.5 },
  SK: { standard: 23, reduced: 19 },
  CH: { standard: 8.1, reduced: 2.6 },
  GB: { standard: 20, reduced: 5 },
  NO: { standard: 25, reduced: 15 },
};

const unionMembers = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

/** Whether the country belongs to the EU VAT area. */
export const inVatUnion = (country: string): boolean => unionMembers.has(country);

/** Whether the country has a rate here at all. */
export const chargesVat = (country: string): boolean => country in rates;

/** The rate in percent; 0 for a country without value added tax here. */
export const vatRate = (country: string, category: 'standard' | 'reduced'): number => rates[country]?.[category] ?? 0;
