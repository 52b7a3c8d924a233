import type { Call } from '../call.ts';
import type { Work } from '../table/work.ts';
import { creditNoteSubject, loadCreditNote, saveCreditNote } from './credit-note-store.ts';

/** Raises `email.failed` of a credit note: a mail about it is refused for good. */
export const noteCreditNoteMailRefused =
  (creditNoteId: string, mail: string, call: Call) =>
  async (work: Work, reason: string): Promise<void> => {
    const before = await loadCreditNote(creditNoteId, call);
    const draft = { ...before };
    work.raise(creditNoteSubject(draft), 'email.failed', { about: creditNoteId, mail, reason });
    saveCreditNote(work, before, draft);
  };
