import type { Call } from '../call.ts';
import { findFulfillments } from '../fulfillments/fulfillment-store.ts';
import { findInvoices } from '../invoices/invoice-store.ts';
import type { Order } from './order.ts';
import { loadOrder, presentOrder } from './order-store.ts';

/**
 * An order as GET answers it: its open pick lists and unpaid invoices are read with it, so that its next actions name the
 * stage, the amount and the day. Lists of orders do without: a page costs what stands on it.
 */
export const readOrder = async (id: string, call: Call): Promise<Order> => {
  const order = await loadOrder(id, call);
  const unpaid = order.header.invoices.filter(({ status }) => status === 'open' || status === 'partially_paid');
  const [lists, invoices] = await Promise.all([
    findFulfillments(Object.values(order.header.openFulfillments), call),
    findInvoices(
      unpaid.map((one) => one.invoiceId),
      call,
    ),
  ]);
  const { today, tenant } = call;
  return presentOrder(order, { lists, invoices, day: { today, smallestReminder: tenant.smallestReminder } });
};
