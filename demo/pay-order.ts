import { listOf } from '../shared/http/list.ts';
import { Invoice } from '../shared/invoices/invoice.ts';
import type { OrderStatus } from '../shared/orders/order.ts';
import { Payment } from '../shared/payments/payment.ts';
import type { ApiClient } from './api-client.ts';

/** How much of its invoices a demo order gets paid. */
export type PayPlan = 'all' | 'half' | 'nothing';

/** One in ten stays unpaid and one in ten is paid by half, so that the books have something to show. */
export const payPlanOf = (index: number): PayPlan => {
  if (index % 10 === 7) return 'nothing';
  return index % 10 === 3 ? 'half' : 'all';
};

/** Whether an order is where its plan ends: completed once it is paid, else shipped. */
export const hasArrived = (status: OrderStatus, plan: PayPlan): boolean =>
  status === 'completed' || (status === 'shipped' && plan !== 'all');

/** What is still to pay now, in cents; a part once paid is not paid again. */
export const amountFor = (invoice: Pick<Invoice, 'totals'>, plan: PayPlan): number => {
  const { due, gross, paid } = invoice.totals;
  if (plan === 'nothing') return 0;
  if (plan === 'half') return paid > 0 ? 0 : Math.floor(gross / 2);
  return due;
};

/** Pays what the plan leaves to pay of an order's invoices, each by a transfer that names it by its number. */
export const payOrder = async (
  api: ApiClient,
  { id, name, today }: { id: string; name: string; today: string },
  plan: PayPlan,
): Promise<void> => {
  const path = `/v1/invoices?orderId=${id}`;
  const { items } = await api.call({ as: 'finance', method: 'GET', path, answer: listOf(Invoice) });
  for (const invoice of items) {
    const amount = amountFor(invoice, plan);
    if (amount === 0) continue;
    await api.call({
      as: 'finance',
      method: 'POST',
      path: '/v1/payments',
      body: {
        amount,
        currency: invoice.currency,
        receivedOn: today,
        method: 'bank_transfer',
        reference: `Payment of invoice ${invoice.number}`,
        payer: { name },
      },
      key: `northwind-pay-${invoice.number}`,
      answer: Payment,
    });
  }
};
