import { type Call, maySee } from '../call.ts';
import { addMinutes } from '../dates.ts';
import { NotFound } from '../errors.ts';
import type { EventData } from '../events/event-types.ts';
import type { Subject } from '../events/event.ts';
import { idPattern } from '../ids.ts';
import { indexed, keys } from '../table/table-map.ts';
import { getRow, getRows, type Row } from '../table/table.ts';
import type { Work } from '../table/work.ts';
import { paymentActions } from '../next-actions/payment-actions.ts';
import { Payment, StoredPayment } from './payment.ts';

const pattern = idPattern('pay');

/** The payment; 404 when there is none, or it is another customer's. */
export const loadPayment = async (id: string, call: Call): Promise<StoredPayment> => {
  const row = pattern.test(id) ? await getRow(keys.payment(id)) : undefined;
  const payment = row && StoredPayment.parse(row);
  if (payment && maySee(call, payment.customerId)) return payment;
  throw new NotFound('payment_not_found', 'There is no such payment.');
};

export const findPayments = async (ids: readonly string[], call: Call): Promise<StoredPayment[]> => {
  const rows = await getRows(ids.map((id) => keys.payment(id)));
  return rows.map((row) => StoredPayment.parse(row)).filter((one) => maySee(call, one.customerId));
};

const paymentRow = (payment: StoredPayment, at: string): Row => ({
  ...keys.payment(payment.id),
  ...indexed.list('payment', payment.id, payment.recordedAt),
  ...(payment.customerId === null ? {} : indexed.owner(`customer#${payment.customerId}`, 'payment', payment.id)),
  ...(payment.pending.length > 0 ? indexed.due('unfinished', addMinutes(at, 2), payment.id) : {}),
  ...payment,
});

export const paymentSubject = (payment: StoredPayment): Subject => ({
  pk: keys.payment(payment.id).pk,
  id: payment.id,
  counter: payment,
});

/** What every payment event says. */
export const paymentFacts = (payment: StoredPayment): EventData<'payment.reversed'> => ({
  paymentId: payment.id,
  customerId: payment.customerId,
  status: payment.status,
  currency: payment.currency,
  amount: payment.amount,
  applied: payment.applied,
  unapplied: payment.unapplied,
});

/** The payment as the contract shows it. `endedOrders`: see `paymentActions`. */
export const presentPayment = (payment: StoredPayment, endedOrders?: ReadonlySet<string>): Payment =>
  Payment.parse({ ...payment, nextActions: paymentActions(payment, endedOrders) });

/** Saves it over the version that was read (`undefined`: a new one) and answers what outsiders see. */
export const savePayment = (
  work: Work,
  before: StoredPayment | undefined,
  draft: StoredPayment,
  call: Call,
): Payment => {
  const next = { ...draft, version: (before?.version ?? 0) + 1 };
  work.put(paymentRow(next, call.at), before ? { version: before.version } : 'new');
  return presentPayment(next);
};
