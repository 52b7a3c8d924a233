import { type Call, maySee } from '../call.ts';
import { NotFound } from '../errors.ts';
import type { EventData } from '../events/event-types.ts';
import type { Subject } from '../events/event.ts';
import { idPattern } from '../ids.ts';
import { indexed, keys } from '../table/table-map.ts';
import { getRow, getRows, type Row } from '../table/table.ts';
import type { Work } from '../table/work.ts';
import { CreditNote, StoredCreditNote } from './credit-note.ts';

const pattern = idPattern('crn');

/** The credit note; 404 when there is none, or it is another customer's. */
export const loadCreditNote = async (id: string, call: Call): Promise<StoredCreditNote> => {
  const row = pattern.test(id) ? await getRow(keys.creditNote(id)) : undefined;
  const note = row && StoredCreditNote.parse(row);
  if (note && maySee(call, note.customerId)) return note;
  throw new NotFound('credit_note_not_found', 'There is no such credit note.');
};

/** The credit notes of these ids that exist, in that order. */
export const findCreditNotes = async (ids: readonly string[], call: Call): Promise<StoredCreditNote[]> => {
  const rows = await getRows(ids.map((id) => keys.creditNote(id)));
  return rows.map((row) => StoredCreditNote.parse(row)).filter((note) => maySee(call, note.customerId));
};

const creditNoteRow = (note: StoredCreditNote): Row => ({
  ...keys.creditNote(note.id),
  ...indexed.list('credit-note', note.id, note.issueDate),
  ...indexed.owner(`customer#${note.customerId}`, 'credit-note', note.id),
  ...note,
});

export const creditNoteSubject = (note: StoredCreditNote): Subject => ({
  pk: keys.creditNote(note.id).pk,
  id: note.id,
  counter: note,
});

/** What every credit note event says. */
export const creditNoteFacts = (note: StoredCreditNote): EventData<'credit_note.issued'> => ({
  creditNoteId: note.id,
  number: note.number,
  invoiceId: note.invoiceId,
  customerId: note.customerId,
  currency: note.currency,
  gross: note.totals.gross,
});

/** Saves it over the version that was read (`undefined`: a new one) and answers what outsiders see. */
export const saveCreditNote = (
  work: Work,
  before: StoredCreditNote | undefined,
  draft: StoredCreditNote,
): CreditNote => {
  const next = { ...draft, version: (before?.version ?? 0) + 1 };
  work.put(creditNoteRow(next), before ? { version: before.version } : 'new');
  return CreditNote.parse(next);
};
