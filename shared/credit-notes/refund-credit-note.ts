import type { Call } from '../call.ts';
import { moveExposure } from '../credit/credit-store.ts';
import { Unprocessable } from '../errors.ts';
import { newId } from '../ids.ts';
import { bookRefund } from '../payments/refund.ts';
import type { RefundInput } from '../payments/refund.ts';
import { deciding, Work } from '../table/work.ts';
import type { CreditNote, StoredCreditNote } from './credit-note.ts';
import { creditNoteFacts, creditNoteSubject, loadCreditNote, saveCreditNote } from './credit-note-store.ts';

/** The note after a refund, which is booked and told of in the transaction. The caller saves it and moves the exposure. */
export const refundedNote = (
  work: Work,
  before: StoredCreditNote,
  { amount, reason }: RefundInput,
  call: Call,
): StoredCreditNote => {
  const id = newId('rfd');
  const note: StoredCreditNote = {
    ...before,
    unapplied: before.unapplied - amount,
    refunded: before.refunded + amount,
    refunds: [...before.refunds, { id, amount, reason, on: call.today }],
  };
  work.raise(creditNoteSubject(note), 'credit_note.refunded', {
    ...creditNoteFacts(note),
    refundId: id,
    amount,
    refunded: note.refunded,
  });
  bookRefund(work, { about: note.id, text: `Refund of credit note ${note.number}`, amount }, call);
  return note;
};

/** Refunds what a credit note has left. 422 `over_refunded` beyond it. */
export const refundCreditNote = (id: string, input: RefundInput, call: Call): Promise<CreditNote> =>
  deciding(async () => {
    const before = await loadCreditNote(id, call);
    if (input.amount > before.unapplied)
      throw new Unprocessable('over_refunded', `Only ${before.unapplied} of this credit note are left.`);
    const work = new Work(call);
    const note = refundedNote(work, before, input, call);
    moveExposure(work, note.customerId, { unapplied: -input.amount });
    const answer = saveCreditNote(work, before, note);
    work.answer(201, answer);
    await work.commit();
    return answer;
  });
