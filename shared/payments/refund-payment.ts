import type { Call } from '../call.ts';
import { moveExposure } from '../credit/credit-store.ts';
import { Unprocessable } from '../errors.ts';
import { newId } from '../ids.ts';
import { ChangedMeanwhile, deciding, Work } from '../table/work.ts';
import { type Payment, paymentStatusOf, type StoredPayment } from './payment.ts';
import { loadPayment, paymentFacts, paymentSubject, savePayment } from './payment-store.ts';
import { finishAllocations } from './record-payment.ts';
import { bookRefund, type RefundInput } from './refund.ts';

/** Refunds what a payment has left unapplied. 422 `over_refunded` beyond it. */
export const refundPayment = (id: string, { amount, reason }: RefundInput, call: Call): Promise<Payment> =>
  deciding(async () => {
    const before = await loadPayment(id, call);
    if (before.pending.length > 0) {
      // What was decided first is carried out first.
      await finishAllocations(id, { ...call, repeat: undefined });
      throw new ChangedMeanwhile('The payment had allocations to finish.');
    }
    if (amount > before.unapplied)
      throw new Unprocessable('over_refunded', `Only ${before.unapplied} of this payment are unapplied.`);
    const refundId = newId('rfd');
    const draft: StoredPayment = {
      ...before,
      unapplied: before.unapplied - amount,
      refunded: before.refunded + amount,
      refunds: [...before.refunds, { id: refundId, amount, reason, on: call.today }],
    };
    draft.status = paymentStatusOf(draft);
    const work = new Work(call);
    const { refunded } = draft;
    work.raise(paymentSubject(draft), 'payment.refunded', { ...paymentFacts(draft), refundId, refunded });
    bookRefund(work, { about: id, text: 'Refund of a payment', amount }, call);
    if (draft.customerId !== null) moveExposure(work, draft.customerId, { unapplied: -amount });
    const answer = savePayment(work, before, draft, call);
    work.answer(201, answer);
    await work.commit();
    return answer;
  });
