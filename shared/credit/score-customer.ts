import type { Call } from '../call.ts';
import { StoredCustomer } from '../customers/customer.ts';
import { customerSubject } from '../customers/customer-store.ts';
import { dateIn } from '../dates.ts';
import { findInvoice } from '../invoices/invoice-store.ts';
import { findPayments } from '../payments/payment-store.ts';
import { keys } from '../table/table-map.ts';
import { getRowsByKey } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import { type SettledInvoice, settledInvoiceOf } from './payment-history.ts';
import { averageOf, scoreOf } from './score.ts';
import {
  entryRow,
  findSettled,
  moveAverage,
  newestSettled,
  ownShare,
  scoreRow,
  StoredScore,
  tenantPoints,
} from './score-store.ts';

interface Ground {
  customer: StoredCustomer;
  before: StoredScore | undefined;
}

/** Customer and score in one read; undefined for a person who is erased, or being erased: nothing is kept about them. */
const loadGround = async (customerId: string): Promise<Ground | undefined> => {
  const rowOf = await getRowsByKey([keys.customer(customerId), keys.creditScore(customerId)]);
  const found = rowOf(keys.customer(customerId));
  const customer = found && StoredCustomer.parse(found);
  if (!customer || customer.erasure !== undefined || customer.erasedAt !== undefined) return undefined;
  const score = rowOf(keys.creditScore(customerId));
  return { customer, before: score && StoredScore.parse(score) };
};

const isSame = (a: SettledInvoice | undefined, b: SettledInvoice | undefined): boolean =>
  a?.settledOn === b?.settledOn && a?.amount === b?.amount && a?.daysLate === b?.daysLate;

const nextScore = async (
  { customer, before }: Ground,
  changed: { invoiceId: string; entry: SettledInvoice | undefined },
  call: Call,
): Promise<StoredScore> => {
  const kept = (await newestSettled(customer.id)).filter((one) => one.invoiceId !== changed.invoiceId);
  const [all, own] = [await tenantPoints(), ownShare(before)];
  const score = scoreOf({
    settled: changed.entry ? [...kept, changed.entry] : kept,
    // Nothing counts these yet.
    disputes: 0,
    brokenPromises: 0,
    customerSince: dateIn(call.tenant.timeZone, customer.createdAt),
    average: averageOf({ customers: all.customers - own.customers, points: all.points - own.points }),
  });
  return { ...score, customerId: customer.id, scoredAt: call.at, version: (before?.version ?? 0) + 1 };
};

/**
 * Takes over into the score of a customer how an invoice was paid, or that it no longer is. What counts is the state of
 * the invoice, not the event, and both it and the score are saved over what was read: events that come twice or in
 * another order change nothing.
 */
export const scoreCustomer = (customerId: string, invoiceId: string, call: Call): Promise<void> =>
  deciding(async () => {
    const ground = await loadGround(customerId);
    const invoice = ground && (await findInvoice(invoiceId, call));
    if (!invoice || invoice.customerId !== customerId) return;
    const payments = await findPayments([...new Set(invoice.payments.map((one) => one.paymentId))], call);
    const entry = settledInvoiceOf(invoice, payments);
    if (isSame(await findSettled(customerId, invoice.dueDate, invoiceId), entry)) return;
    const { customer, before } = ground;
    const score = await nextScore(ground, { invoiceId, entry }, call);
    const isKnown = score.figures.invoices > 0;
    const subject = customerSubject({ ...customer });
    const work = new Work(call);
    work.raise(subject, 'credit.scored', {
      customerId,
      score: isKnown ? score.score : null,
      grade: isKnown ? score.grade : null,
      previousScore: before && before.figures.invoices > 0 ? before.score : null,
      invoices: score.figures.invoices,
      invoiceId,
    });
    // The profile counts the customer's events; an erasure that began meanwhile raised one.
    work.update({
      key: keys.customer(customerId),
      set: { sequence: subject.counter.sequence },
      when: [{ attribute: 'sequence', is: '=', value: customer.sequence }],
    });
    // Whoever meanwhile found the newer state already known has left it to this one.
    work.require(keys.invoice(invoiceId), [{ attribute: 'version', is: '=', value: invoice.version }]);
    const key = keys.settledInvoice(customerId, invoice.dueDate, invoiceId);
    if (entry) work.put({ ...key, ...entry }, 'any');
    else work.delete(key);
    work.put(scoreRow(score), before ? { version: before.version } : 'new');
    work.put(entryRow(score, invoiceId), 'new');
    moveAverage(work, customerId, before, score);
    await work.commit();
  });
