import type { InvoiceDocument, InvoiceStatus } from './invoice.ts';

type Totals = InvoiceDocument['totals'];

/**
 * Status of an invoice from its totals. At due 0: written off if anything was, else credited if all was, else paid; a
 * zero invoice is paid at issue. Otherwise partially paid once something is paid.
 */
export const invoiceStatusOf = (totals: Totals): InvoiceStatus => {
  if (totals.due !== 0) return totals.paid > 0 ? 'partially_paid' : 'open';
  if (totals.writtenOff > 0) return 'written_off';
  return totals.credited === totals.gross && totals.gross > 0 ? 'credited' : 'paid';
};

/** Totals after `amount` more was paid (negative: taken back). gross = paid + credited + discounted + writtenOff + due. */
export const withPaid = (totals: Totals, amount: number): Totals => ({
  ...totals,
  paid: totals.paid + amount,
  due: totals.due - amount,
});

/** Totals after `amount` more (negative: less) was settled by a discount or a rounding difference. */
export const withDiscounted = (totals: Totals, amount: number): Totals => ({
  ...totals,
  discounted: totals.discounted + amount,
  due: totals.due - amount,
});

/** Totals after `amount` more was settled by credit notes. */
export const withCredited = (totals: Totals, amount: number): Totals => ({
  ...totals,
  credited: totals.credited + amount,
  due: totals.due - amount,
});

/** What is due of each instalment after `paid` of them, earliest first. */
export const instalmentsAfter = (
  instalments: InvoiceDocument['instalments'],
  due: number,
): InvoiceDocument['instalments'] => {
  let settled = instalments.reduce((sum, one) => sum + one.amount, 0) - due;
  return instalments.map((one) => {
    const covered = Math.min(one.amount, Math.max(0, settled));
    settled -= covered;
    return { ...one, due: one.amount - covered };
  });
};
