import type { Call } from '../call.ts';
import { moveExposure } from '../credit/credit-store.ts';
import { badField } from '../http/problem.ts';
import { newId } from '../ids.ts';
import { credit, debit, postJournal } from '../ledger/journal.ts';
import type { OrderState } from '../orders/order.ts';
import { saveOrder } from '../orders/order-store.ts';
import { requireCurrency } from '../products/put-product.ts';
import { keys, monthOf } from '../table/table-map.ts';
import { rememberBucket } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import { applyPending } from './apply-allocations.ts';
import type { Payment, PaymentInput, StoredPayment } from './payment.ts';
import { loadPayment, paymentFacts, paymentSubject, presentPayment, savePayment } from './payment-store.ts';
import { type AllocationPlan, planAllocations } from './plan-allocations.ts';

const newPayment = (input: PaymentInput, plan: AllocationPlan, call: Call): StoredPayment => ({
  id: newId('pay'),
  status: 'unapplied',
  customerId: plan.customerId,
  currency: input.currency,
  amount: input.amount,
  applied: 0,
  unapplied: input.amount,
  refunded: 0,
  receivedOn: input.receivedOn,
  method: input.method,
  reference: input.reference,
  payer: input.payer,
  allocations: [],
  refunds: [],
  recordedAt: call.at,
  pending: plan.allocations,
  forOrders: plan.forOrders,
  undone: [],
  correlationId: call.correlationId,
  version: 1,
  sequence: 0,
});

const bookCash = (work: Work, payment: StoredPayment, call: Call): void =>
  postJournal(work, {
    date: payment.receivedOn,
    about: payment.id,
    text: `Payment received by ${payment.method}`,
    at: call.at,
    postings: [
      debit(payment.method === 'card' ? 'card_clearing' : 'bank', payment.amount),
      credit('customer_credit', payment.amount),
    ],
  });

/**
 * Tells the orders paid in advance, so that their invoices find the money. Saves over the version the plan was made on:
 * an invoice issued in between has the caller plan again.
 */
export const tellOrders = (work: Work, paymentId: string, orders: readonly OrderState[], call: Call): void => {
  for (const before of orders) {
    const prepaymentIds = [...new Set([...before.header.prepaymentIds, paymentId])];
    const header = { ...before.header, prepaymentIds };
    saveOrder(work, { before, draft: { header, lines: before.lines }, call });
  }
};

/** Finishes a step: answers when all is done, else leaves what was begun under the caller's key. */
const close = (work: Work, before: StoredPayment | undefined, payment: StoredPayment, call: Call): Payment => {
  const answer = savePayment(work, before, payment, call);
  if (payment.pending.length > 0) work.begin(payment.id);
  else work.answer(201, answer);
  return answer;
};

/** Goes on with the allocations a payment still has pending, step by step. */
export const finishAllocations = async (paymentId: string, call: Call): Promise<Payment> => {
  for (;;) {
    const { payment, more } = await deciding(async () => {
      const before = await loadPayment(paymentId, call);
      const work = new Work(call);
      if (before.pending.length === 0) {
        // Somebody else finished it: the request that began it still gets its answer kept.
        if (call.repeat?.begun === paymentId) await work.answer(201, presentPayment(before)).commit();
        return { payment: presentPayment(before), more: false };
      }
      const { payment: draft, applied } = await applyPending(work, before, 'takeLess', call);
      if (before.customerId !== null)
        moveExposure(work, before.customerId, { receivables: -applied, unapplied: -applied });
      const answer = close(work, before, draft, call);
      await work.commit();
      return { payment: answer, more: draft.pending.length > 0 };
    });
    if (!more) return payment;
  }
};

/**
 * Records a payment and applies it: to what the caller names, else to the invoices its reference names. The cash, the
 * allocations, the ledger and the exposure move in one transaction; beyond 20 allocations in several.
 */
export const recordPayment = async (input: PaymentInput, call: Call): Promise<Payment> => {
  requireCurrency(input.currency, call);
  if (input.receivedOn > call.today)
    throw badField('receivedOn', 'in_the_future', `Today is ${call.today}: a payment cannot have been received later.`);
  if (call.repeat?.begun !== undefined) return finishAllocations(call.repeat.begun, call);
  await rememberBucket(keys.bucket('payment', monthOf(call.at)));
  const { payment, more } = await deciding(async () => {
    const plan = await planAllocations(input, call);
    const fresh = newPayment(input, plan, call);
    const work = new Work(call);
    work.raise(paymentSubject(fresh), 'payment.received', {
      ...paymentFacts(fresh),
      method: fresh.method,
      receivedOn: fresh.receivedOn,
    });
    const { payment: draft, applied } = await applyPending(work, fresh, 'decideAgain', call);
    bookCash(work, draft, call);
    if (draft.customerId !== null)
      moveExposure(work, draft.customerId, { receivables: -applied, unapplied: draft.amount - applied });
    tellOrders(work, fresh.id, plan.orders, call);
    const answer = close(work, undefined, draft, call);
    await work.commit();
    return { payment: answer, more: draft.pending.length > 0 };
  });
  if (!more) return payment;
  const begun = call.repeat && { ...call.repeat, begun: payment.id };
  return finishAllocations(payment.id, { ...call, repeat: begun });
};
