import type { Call } from '../call.ts';
import { findInvoices } from '../invoices/invoice-store.ts';
import { findOrderIds, findOrders } from '../orders/order-store.ts';
import type { OrderState } from '../orders/order.ts';
import { prepayable } from './prepayable.ts';
import type { Allocation, StoredPayment } from './payment.ts';

/** Orders of one reference that are looked at. */
const ordersAtMost = 10;

/**
 * Order numbers in a payment reference, in order of mention, each once, in any case, embedded in any words. Leading zeros
 * may be missing where the hyphen is not: banks drop hyphens, and "so 12" is English.
 */
export const orderNumbersIn = (reference: string): string[] => {
  const found = [...reference.matchAll(/(?<![A-Z0-9])SO(?:-(\d{1,12})|[\s/]?(\d{6,12}))(?!\d)/gi)];
  const counters = found.map((match) => String(Number(match[1] ?? match[2])));
  return [...new Set(counters.map((counter) => `SO-${counter.padStart(6, '0')}`))];
};

export interface OrderMatch {
  customerId: string | undefined;
  allocations: Allocation[];
  forOrders: StoredPayment['forOrders'];
  orders: OrderState[];
}

/** What is due on the order's invoices, oldest first, as far as the money reaches. `taken` are allocated already. */
const onInvoices = async (
  { header }: OrderState,
  amount: number,
  taken: ReadonlySet<string>,
  call: Call,
): Promise<{ allocations: Allocation[]; invoices: Awaited<ReturnType<typeof findInvoices>> }> => {
  const invoices = await findInvoices(
    header.invoices.map((one) => one.invoiceId),
    call,
  );
  const allocations: Allocation[] = [];
  let left = amount;
  for (const { id, totals } of invoices.filter((one) => !taken.has(one.id))) {
    const part = Math.min(left, totals.due);
    if (part === 0) continue;
    left -= part;
    const reason = `The reference names order ${header.number}.`;
    allocations.push({ invoiceId: id, amount: part, confidence: 1, reason });
  }
  return { allocations, invoices };
};

/**
 * Matches what is left of a payment by the order numbers in its reference: first the open invoices of each named order of
 * one customer, then what the order still costs, in order of mention. What is over stays unapplied.
 */
export const matchByOrderNumber = async (
  input: { reference: string; amount: number; customerId: string | undefined; taken: ReadonlySet<string> },
  call: Call,
): Promise<OrderMatch> => {
  const ids = await findOrderIds(orderNumbersIn(input.reference).slice(0, ordersAtMost));
  const found = (await findOrders(ids, call)).filter((order) => order !== null);
  const customerId = input.customerId ?? found[0]?.header.customerId;
  const match: OrderMatch = { customerId, allocations: [], forOrders: [], orders: [] };
  const taken = new Set(input.taken);
  let left = input.amount;
  for (const order of found.filter(({ header }) => header.customerId === customerId)) {
    const { allocations, invoices } = await onInvoices(order, left, taken, call);
    for (const { invoiceId } of allocations) taken.add(invoiceId);
    const allocated = allocations.reduce((sum, one) => sum + one.amount, 0);
    left -= allocated;
    match.allocations.push(...allocations);
    const amount = left === 0 ? 0 : Math.min(left, await prepayable(order, invoices, allocated, call));
    if (amount <= 0) continue;
    left -= amount;
    match.forOrders.push({ orderId: order.header.id, amount });
    match.orders.push(order);
  }
  return match;
};
