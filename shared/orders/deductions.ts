import { sumOf } from '../money/money.ts';
import type { TaxCategoryCode } from '../invoices/invoice.ts';
import type { PrepaymentInvoiceOfOrder } from './order.ts';

/** A net in a rate group. */
export interface Taxed {
  net: number;
  category: TaxCategoryCode;
  rate: number;
}

/** What an invoice deducts of an invoice issued in advance, in one rate group. `base` in minor units, positive. */
export interface Deduction {
  invoiceId: string;
  number: string;
  category: TaxCategoryCode;
  rate: number;
  base: number;
}

const inGroup =
  ({ category, rate }: Pick<Taxed, 'category' | 'rate'>) =>
  (one: Pick<Taxed, 'category' | 'rate'>): boolean =>
    one.category === category && one.rate === rate;

/**
 * What an invoice of these lines deducts of what was invoiced in advance: the oldest first, in each rate group up to its
 * own net there, so that no invoice becomes negative and what is left waits for the next one. Only nets are deducted; the
 * tax follows from what remains, rounded once per rate group like that of every invoice.
 */
export const deductionsOf = (prepaid: readonly PrepaymentInvoiceOfOrder[], lines: readonly Taxed[]): Deduction[] => {
  const deductions: Deduction[] = [];
  for (const { invoiceId, number, groups } of prepaid) {
    for (const { category, rate, base, deducted } of groups) {
      const isSame = inGroup({ category, rate });
      const net = sumOf(lines.filter(isSame).map((line) => line.net));
      const taken = sumOf(deductions.filter(isSame).map((one) => one.base));
      const part = Math.min(base - deducted, net - taken);
      if (part > 0) deductions.push({ invoiceId, number, category, rate, base: part });
    }
  }
  return deductions;
};

/** What was invoiced in advance after an invoice deducted so much of it. */
export const afterDeducting = (
  prepaid: readonly PrepaymentInvoiceOfOrder[],
  deductions: readonly Omit<Deduction, 'number'>[],
): PrepaymentInvoiceOfOrder[] =>
  prepaid.map((one) => ({
    ...one,
    groups: one.groups.map((group) => {
      const own = deductions.filter(({ invoiceId }) => invoiceId === one.invoiceId).filter(inGroup(group));
      return { ...group, deducted: group.deducted + sumOf(own.map(({ base }) => base)) };
    }),
  }));

/** The net that was invoiced in advance and that no invoice has deducted yet. */
export const undeducted = (prepaid: readonly PrepaymentInvoiceOfOrder[]): number =>
  sumOf(prepaid.flatMap(({ groups }) => groups.map(({ base, deducted }) => base - deducted)));
