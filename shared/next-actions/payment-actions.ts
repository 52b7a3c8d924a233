import { formatMoney } from '../money/format-money.ts';
import { sumOf } from '../money/money.ts';
import type { StoredPayment } from '../payments/payment.ts';
import type { NextAction } from './next-action.ts';

/** What of a payment decides who has to act. */
export type PaymentToAct = Pick<
  StoredPayment,
  'status' | 'customerId' | 'currency' | 'unapplied' | 'allocations' | 'pending' | 'forOrders' | 'undone'
>;

const whyUnapplied = ({ customerId, allocations, undone }: PaymentToAct): string => {
  if (customerId === null) return 'Nobody knows whose money it is: no invoice was matched.';
  if (allocations.length > 0) return 'Too much was paid for the invoices it is applied to.';
  return undone.length > 0 ? 'Its allocation was taken back.' : 'No open invoice was matched.';
};

/** How much of it waits for invoices to come of which orders; of an order that has ended nothing comes any more. */
const held = ({ forOrders, unapplied }: PaymentToAct, endedOrders: ReadonlySet<string>): [string, number][] => {
  let left = unapplied;
  return forOrders.flatMap(({ orderId, amount }): [string, number][] => {
    const part = endedOrders.has(orderId) ? 0 : Math.min(left, amount);
    left -= part;
    return part > 0 ? [[orderId, part]] : [];
  });
};

/**
 * Who has to do what about a payment. Nobody, once all of it is applied or refunded, or it was reversed. `endedOrders`:
 * those it was paid for in advance that are cancelled, rejected or completed. Pure.
 */
export const paymentActions = (payment: PaymentToAct, endedOrders: ReadonlySet<string> = new Set()): NextAction[] => {
  if (payment.status === 'reversed' || payment.unapplied === 0) return [];
  const show = (amount: number): string => formatMoney(amount, payment.currency, 'en');
  const deciding = Math.min(payment.unapplied, sumOf(payment.pending.map((one) => one.amount)));
  if (deciding > 0) {
    const what = `Apply ${show(deciding)} to ${payment.pending.length} more invoices`;
    return [{ who: 'system', what, why: 'So many invoices take several steps.' }];
  }
  const waiting = held(payment, endedOrders);
  const free = payment.unapplied - sumOf(waiting.map(([, amount]) => amount));
  return [
    ...waiting.map(([orderId, amount]): NextAction => ({
      who: 'system',
      what: `Apply ${show(amount)} to the next invoice of order ${orderId}`,
      why: 'It was paid in advance.',
    })),
    ...(free > 0
      ? [{ who: 'finance' as const, what: `Allocate or refund ${show(free)}`, why: whyUnapplied(payment) }]
      : []),
  ];
};
