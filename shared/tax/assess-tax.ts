import type { TaxCategoryCode, TaxGroup } from '../invoices/invoice.ts';
import { percentOf, split, sumOf } from '../money/money.ts';
import { memberStateOf } from './vat-number.ts';
import { chargesVat, inVatUnion, type ProductTaxCategory, vatRate } from './tax-rates.ts';

export interface TaxTreatment {
  code: TaxCategoryCode;
  /** Percent. */
  rate: number;
  reason?: string;
}

export interface TaxQuestion {
  sellerCountry: string;
  /** Where the goods go. */
  destinationCountry: string;
  buyerTaxId?: string;
  category: ProductTaxCategory;
  kind: 'goods' | 'service';
}

/** Only the VAT number of another member state than the seller's exempts. */
const isOfAnotherMember = (taxId: string | undefined, sellerCountry: string): boolean => {
  const country = taxId === undefined ? undefined : memberStateOf(taxId);
  return country !== undefined && country !== sellerCountry;
};

/**
 * How a supply is taxed. At home by the category. To a business in another EU country 0 % (goods: intra-community
 * supply, Art. 138; services: reverse charge, Art. 196 of Directive 2006/112/EC). To a consumer there at the rate of
 * the destination (distance sales, Art. 33). Out of the EU 0 % (export, Art. 146). A seller without VAT: out of scope.
 */
export const treatTax = (question: TaxQuestion): TaxTreatment => {
  const { sellerCountry, destinationCountry, category } = question;
  if (!chargesVat(sellerCountry)) return { code: 'O', rate: 0, reason: 'Not subject to VAT' };
  const abroad = sellerCountry !== destinationCountry;
  if (abroad && !(inVatUnion(sellerCountry) && inVatUnion(destinationCountry))) {
    return { code: 'G', rate: 0, reason: 'Export outside the EU: exempt, Art. 146 Directive 2006/112/EC' };
  }
  if (abroad && isOfAnotherMember(question.buyerTaxId, sellerCountry)) {
    return question.kind === 'goods'
      ? { code: 'K', rate: 0, reason: 'Intra-community supply: exempt, Art. 138 Directive 2006/112/EC' }
      : { code: 'AE', rate: 0, reason: 'Reverse charge: Art. 196 Directive 2006/112/EC' };
  }
  if (category === 'zero') return { code: 'Z', rate: 0 };
  if (category === 'exempt') return { code: 'E', rate: 0, reason: 'Exempt supply' };
  return { code: 'S', rate: vatRate(destinationCountry, category) };
};

interface Taxed {
  net: number;
  treatment: TaxTreatment;
}

/**
 * Tax per rate group: the base is the sum of the nets, the tax is rounded once per group (EN 16931, BR-CO-17), never
 * per line. Groups come in the order of their first line.
 */
export const taxGroups = (lines: readonly Taxed[]): TaxGroup[] => {
  const groups = new Map<string, TaxGroup>();
  for (const { net, treatment } of lines) {
    const key = `${treatment.code} ${treatment.rate}`;
    const group = groups.get(key) ?? {
      category: treatment.code,
      rate: treatment.rate,
      base: 0,
      tax: 0,
      reason: treatment.reason,
    };
    group.base += net;
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({ ...group, tax: percentOf(group.base, group.rate) }));
};

/** The group's tax laid on its lines so that it adds up: for showing a tax per line. */
export const taxPerLine = (lines: readonly Taxed[]): number[] => {
  const taxes = lines.map(() => 0);
  for (const group of taxGroups(lines)) {
    const members = lines.flatMap((line, index) =>
      line.treatment.code === group.category && line.treatment.rate === group.rate ? [{ index, net: line.net }] : [],
    );
    const parts = split(
      group.tax,
      members.map((member) => Math.abs(member.net)),
    );
    for (const [at, member] of members.entries()) taxes[member.index] = parts[at] ?? 0;
  }
  return taxes;
};

/** Sum of the groups' taxes. */
export const totalTax = (groups: readonly TaxGroup[]): number => sumOf(groups.map((group) => group.tax));
