import type { Call } from '../call.ts';
import { later } from '../dates.ts';
import { instalmentsAfter, invoiceStatusOf, withDiscounted, withPaid } from '../invoices/invoice-totals.ts';
import { findInvoices, invoiceFacts, invoiceSubject, saveInvoice } from '../invoices/invoice-store.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { credit, debit, postJournal } from '../ledger/journal.ts';
import { ChangedMeanwhile, type Work } from '../table/work.ts';
import { type Allocation, paymentStatusOf, type StoredPayment } from './payment.ts';
import { paymentFacts, paymentSubject } from './payment-store.ts';

/** Allocations per transaction: each is an invoice, its event and, at worst, a journal of its own day. */
export const allocationsPerStep = 20;

/** The payment after some of its pending allocations were carried out, and what that moves in the exposure. */
export interface Applied {
  payment: StoredPayment;
  applied: number;
}

/**
 * The invoice after `amount` more was paid on it by this payment, and a difference of `rounding` was settled with it.
 * Dunning stops looking at it when nothing is due.
 */
export const paidInvoice = (
  invoice: StoredInvoice,
  { paymentId, amount, rounding = 0 }: { paymentId: string; amount: number; rounding?: number },
): StoredInvoice => {
  const totals = withDiscounted(withPaid(invoice.totals, amount), rounding);
  return {
    ...invoice,
    totals,
    rounding: invoice.rounding + rounding,
    status: invoiceStatusOf(totals),
    instalments: instalmentsAfter(invoice.instalments, totals.due),
    payments: [...invoice.payments, { paymentId, amount }],
    nextDunningOn: totals.due === 0 ? undefined : invoice.nextDunningOn,
  };
};

/** Books what of a payment was applied, each on the later of its receipt and the invoice's issue. */
export const bookAllocations = (
  work: Work,
  payment: StoredPayment,
  booked: { invoice: StoredInvoice; amount: number }[],
  call: Call,
): void => {
  const byDate = new Map<string, number>();
  for (const { invoice, amount } of booked) {
    const undoneOn = payment.undone.findLast((one) => one.invoiceId === invoice.id)?.on ?? invoice.issueDate;
    const date = later(later(payment.receivedOn, invoice.issueDate), undoneOn);
    byDate.set(date, (byDate.get(date) ?? 0) + amount);
  }
  for (const [date, amount] of byDate) {
    postJournal(work, {
      date,
      about: payment.id,
      text: 'Payment applied to invoices',
      at: call.at,
      postings: [debit('customer_credit', amount), credit('receivables', amount)],
    });
  }
};

/**
 * Carries out the first pending allocations of a payment in the transaction: invoices, ledger and events. The caller
 * saves the payment. When an invoice is due less than it was when the allocation was decided: `decideAgain` has the
 * caller do so on fresh data, `takeLess` allocates what is due and leaves the rest unapplied.
 */
export const applyPending = async (
  work: Work,
  before: StoredPayment,
  whenLessIsDue: 'decideAgain' | 'takeLess',
  call: Call,
): Promise<Applied> => {
  const step = before.pending.slice(0, allocationsPerStep);
  const invoices = new Map(
    (
      await findInvoices(
        step.map((one) => one.invoiceId),
        call,
      )
    ).map((invoice) => [invoice.id, invoice]),
  );
  const done: { allocation: Allocation; invoice: StoredInvoice; amount: number }[] = [];
  for (const allocation of step) {
    const invoice = invoices.get(allocation.invoiceId);
    const amount = Math.min(allocation.amount, invoice?.totals.due ?? 0);
    if (amount < allocation.amount && whenLessIsDue === 'decideAgain') {
      throw new ChangedMeanwhile('An invoice was paid in between.');
    }
    if (invoice && amount > 0) done.push({ allocation: { ...allocation, amount }, invoice, amount });
  }
  const applied = done.reduce((sum, one) => sum + one.amount, 0);
  const draft: StoredPayment = {
    ...before,
    pending: before.pending.slice(step.length),
    allocations: [...before.allocations, ...done.map((one) => one.allocation)],
    applied: before.applied + applied,
    unapplied: before.unapplied - applied,
  };
  draft.status = paymentStatusOf(draft);
  if (done.length > 0) {
    const allocations = done.map(({ allocation }) => allocation);
    work.raise(paymentSubject(draft), 'payment.applied', { ...paymentFacts(draft), allocations });
  }
  for (const { invoice, amount } of done) {
    const next = paidInvoice(invoice, { paymentId: before.id, amount });
    work.raise(
      invoiceSubject(next),
      next.totals.due === 0 ? 'invoice.paid' : 'invoice.partially_paid',
      invoiceFacts(next),
    );
    saveInvoice(work, invoice, next);
  }
  bookAllocations(work, draft, done, call);
  return { payment: draft, applied };
};
