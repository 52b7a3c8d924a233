import type { CobroClient } from './client.ts';
import { chargesVat, vatRate } from '../../shared/tax/tax-rates.ts';

type Category = 'standard' | 'reduced';

/** Percent by country, of the tenants that are checked in: written down here, so that a changed table is noticed. */
const known: Record<string, Record<Category, number> | null> = { ES: { standard: 21, reduced: 10 }, US: null };

const ratesOf = (country: string): Record<Category, number> | null => {
  const own = known[country];
  if (own !== undefined) return own;
  return chargesVat(country) ? { standard: vatRate(country, 'standard'), reduced: vatRate(country, 'reduced') } : null;
};

/** What a tenant charges at home on these nets (minor units): one group per category, none where there is no VAT. */
export const homeTaxes = ({ tenant }: CobroClient, nets: Partial<Record<Category, number>>) => {
  const rates = ratesOf(tenant.address.country);
  const net = Object.values(nets).reduce((sum, one) => sum + one, 0);
  const taxed = (['reduced', 'standard'] as const).flatMap((category) => {
    const base = nets[category];
    if (rates === null || base === undefined) return [];
    return [{ category: 'S', rate: rates[category], base, tax: Math.round((base * rates[category]) / 100) }];
  });
  const breakdown = rates === null ? [{ category: 'O', rate: 0, base: net, tax: 0 }] : taxed;
  const tax = breakdown.reduce((sum, one) => sum + one.tax, 0);
  return { net, tax, gross: net + tax, breakdown };
};
