import type { Call } from '../call.ts';
import { findInvoices } from '../invoices/invoice-store.ts';
import { sumOf } from '../money/money.ts';
import type { StoredPayment } from '../payments/payment.ts';
import { findPayments } from '../payments/payment-store.ts';
import { type Key, keys } from '../table/table-map.ts';
import type { StoredOrder } from './order.ts';

/**
 * What a payment still holds for an order: of what its payer meant for it, what nothing else took. Orders it was meant for
 * earlier come first, so that no money counts for two.
 */
export const heldFor = ({ forOrders, unapplied }: StoredPayment, orderId: string): number => {
  const at = forOrders.findIndex((one) => one.orderId === orderId);
  const before = sumOf(forOrders.slice(0, Math.max(0, at)).map((one) => one.amount));
  return Math.max(0, Math.min(unapplied - before, forOrders[at]?.amount ?? 0));
};

/** So many things one transaction insists on at most: the newest. More payments of one order are not counted at one instant. */
const groundsAtMost = 30;

export interface PrepaidMoney {
  /** Paid on the order's invoices and waiting for more of them (minor units). */
  received: number;
  /** All that was read for it: whoever decides on the sum insists on these versions. */
  grounds: { key: Key; version: number }[];
}

/** What was received for an order, from its payments and invoices as they stand. */
export const prepaidMoneyOf = async (header: StoredOrder, call: Call): Promise<PrepaidMoney> => {
  const ids = header.invoices.map((one) => one.invoiceId);
  const [payments, invoices] = await Promise.all([findPayments(header.prepaymentIds, call), findInvoices(ids, call)]);
  return {
    received:
      sumOf(payments.map((payment) => heldFor(payment, header.id))) + sumOf(invoices.map(({ totals }) => totals.paid)),
    grounds: [
      ...payments.map(({ id, version }) => ({ key: keys.payment(id), version })),
      ...invoices.map(({ id, version }) => ({ key: keys.invoice(id), version })),
    ].slice(-groundsAtMost),
  };
};
