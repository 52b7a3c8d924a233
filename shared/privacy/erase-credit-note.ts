import type { Call } from '../call.ts';
import { creditNoteSubject, loadCreditNote, saveCreditNote } from '../credit-notes/credit-note-store.ts';
import { changedFields } from '../events/changed-fields.ts';
import { keys } from '../table/table-map.ts';
import { deciding, Work } from '../table/work.ts';
import { eraseAnswers } from './erase-answers.ts';
import { eraseMails } from './erase-mails.ts';
import type { Mask } from './pseudonyms.ts';

/**
 * Takes the person out of what came after a credit note was issued: why it was refunded, its mails and kept answers. The
 * document itself stays, as invoices do: the law wants it kept, and its hash is over it.
 */
export const eraseCreditNote = async (creditNoteId: string, mask: Mask, call: Call): Promise<void> => {
  await deciding(async () => {
    const before = await loadCreditNote(creditNoteId, call);
    const refunds = before.refunds.map((one) => ({ ...one, reason: mask(one.reason) }));
    const draft = { ...before, refunds };
    const changed = changedFields(before, draft);
    if (changed.length === 0) return;
    const { customerId } = before;
    const work = new Work(call);
    work.raise(creditNoteSubject(draft), 'credit_note.changed', { creditNoteId, customerId, changed });
    saveCreditNote(work, before, draft);
    await work.commit();
  });
  await eraseMails(creditNoteId, call);
  await eraseAnswers([keys.creditNote(creditNoteId).pk], mask, call);
};
