import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { sumOf } from '../money/money.ts';
import type { OrderState } from '../orders/order.ts';
import { orderGross } from '../orders/order-status.ts';
import type { StoredPayment } from './payment.ts';

/** A rounding difference to settle. Amounts in minor units. */
export interface RoundingLeft {
  paymentId: string;
  invoiceId: string;
  /** Money of the payment it takes: the cents paid beyond the invoices, else 0. */
  amount: number;
  /** What it adds to the invoice's `discounted`: the cents that were never asked for, negative when more was paid. */
  rounding: number;
}

/** Tax is rounded once per rate group: so many roundings there are, and each is worth a cent at most. */
const roundingsOf = (invoices: readonly StoredInvoice[]): number => {
  const groups = invoices.flatMap(({ taxBreakdown }) =>
    taxBreakdown.map(({ category, rate }) => `${category} ${rate}`),
  );
  return invoices.length * new Set(groups).size;
};

const heldFor = (payment: StoredPayment, orderId: string): number =>
  sumOf(payment.forOrders.filter((one) => one.orderId === orderId).map((one) => one.amount));

/** More was billed than the order's gross, which is paid: the newest open invoice is closed. */
const billedMore = (
  { header }: OrderState,
  invoices: readonly StoredInvoice[],
  payments: readonly StoredPayment[],
): RoundingLeft | undefined => {
  const open = invoices.findLast(({ totals }) => totals.due > 0);
  const payer = open?.payments.at(-1)?.paymentId ?? invoices.flatMap((one) => one.payments).at(-1)?.paymentId;
  const payment = payments.find((one) => one.id === payer && one.customerId === header.customerId);
  return open && payment && { paymentId: payment.id, invoiceId: open.id, amount: 0, rounding: open.totals.due };
};

/** Less was billed: a payment still has just the cents that are missing to the order's gross. */
const billedLess = (
  missing: number,
  { header }: OrderState,
  invoices: readonly StoredInvoice[],
  payments: readonly StoredPayment[],
): RoundingLeft | undefined => {
  const payment = payments.find(
    (one) =>
      one.pending.length === 0 &&
      one.customerId === header.customerId &&
      (one.unapplied === missing || (one.unapplied > missing && heldFor(one, header.id) === missing)),
  );
  const paidByIt = invoices.findLast((one) => one.payments.some(({ paymentId }) => paymentId === payment?.id));
  const invoice = paidByIt ?? invoices.at(-1);
  return payment && invoice && { paymentId: payment.id, invoiceId: invoice.id, amount: missing, rounding: -missing };
};

/**
 * What rounding alone leaves open of an order: tax is rounded per invoice and rate group (EN 16931), so that the invoices
 * of several shipments may add up to a few cents more or less than the order. Only when everything is invoiced, nothing
 * is credited or written off, and the customer has paid the order's gross to the cent. `invoices` oldest first.
 */
export const roundingLeft = (
  order: OrderState,
  invoices: readonly StoredInvoice[],
  payments: readonly StoredPayment[],
): RoundingLeft | undefined => {
  const { counts } = order.header;
  if (counts.invoiced < counts.ordered - counts.cancelled) return undefined;
  if (invoices.some(({ orderIds, totals }) => orderIds.length > 1 || totals.credited > 0 || totals.writtenOff > 0)) {
    return undefined;
  }
  const sum = (part: 'gross' | 'paid' | 'discounted' | 'due'): number =>
    sumOf(invoices.map(({ totals }) => totals[part]));
  const gross = orderGross(order.lines);
  const difference = sum('gross') - gross;
  if (difference === 0 || Math.abs(difference) > roundingsOf(invoices)) return undefined;
  if (sum('due') > 0) return sum('paid') === gross ? billedMore(order, invoices, payments) : undefined;
  return difference < 0 && sum('discounted') === 0 ? billedLess(-difference, order, invoices, payments) : undefined;
};
