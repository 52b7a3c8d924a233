import type { Call } from '../call.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import { keptPdf, mailToBoth } from '../documents/deliver-document.ts';
import { mailOnce } from '../mail/mail-once.ts';
import type { Outcome } from '../mail/send-once.ts';
import { deciding, Work } from '../table/work.ts';
import type { StoredCreditNote } from './credit-note.ts';
import { creditNoteFacts, creditNoteSubject, loadCreditNote, saveCreditNote } from './credit-note-store.ts';
import { creditNotePdfName } from './credit-note-pdf-name.ts';
import { noteCreditNoteMailRefused } from './note-mail-refused.ts';
import { renderCreditNotePdf } from './render-credit-note-pdf.ts';

/** Records the hash of the kept PDF, once. */
const recordPdf = (id: string, pdfSha256: string, call: Call): Promise<void> =>
  deciding(async () => {
    const before = await loadCreditNote(id, call);
    if (before.pdfSha256 !== null) return;
    const work = new Work(call);
    const draft = { ...before, pdfSha256 };
    work.raise(creditNoteSubject(draft), 'credit_note.rendered', { ...creditNoteFacts(draft), pdfSha256 });
    saveCreditNote(work, before, draft);
    await work.commit();
  });

/** Where the buyer gets it; nowhere once the person is erased. */
const addressOf = async ({ buyer, customerId }: StoredCreditNote, call: Call): Promise<string | undefined> =>
  (await loadCustomer(customerId, call)).erasedAt === undefined ? buyer.email : undefined;

const mailNote = async (
  note: StoredCreditNote,
  pdf: Uint8Array,
  copyForFinance: boolean,
  call: Call,
): Promise<Outcome> => {
  const { tenant } = call;
  const mail = copyForFinance ? 'credit-note-copy' : 'credit-note';
  const to = copyForFinance ? tenant.financeEmail : await addressOf(note, call);
  if (to === undefined) return 'unsent';
  const { number, invoiceNumber, issueDate, currency, applied, unapplied, refunded } = note;
  const told = { number, invoiceNumber, issueDate, currency, applied, unapplied, refunded, copyForFinance };
  return mailOnce(
    {
      about: note.id,
      mail,
      to,
      ifUnknown: 'again',
      onRefusal: noteCreditNoteMailRefused(note.id, mail, call),
      attachments: [{ filename: `${number}.pdf`, content: pdf, contentType: 'application/pdf' }],
      write: () => ({
        kind: 'credit-note',
        language: copyForFinance ? tenant.language : note.language,
        data: { seller: tenant.legalName, customerName: note.buyer.name, gross: note.totals.gross, ...told },
      }),
    },
    call,
  );
};

const recordMailed = (id: string, call: Call): Promise<void> =>
  deciding(async () => {
    const before = await loadCreditNote(id, call);
    if (before.emailedAt !== undefined) return;
    const draft: StoredCreditNote = { ...before, emailedAt: call.at };
    const work = new Work(call);
    work.raise(creditNoteSubject(draft), 'credit_note.emailed', creditNoteFacts(draft));
    saveCreditNote(work, before, draft);
    await work.commit();
  });

/**
 * Renders, keeps and mails an issued credit note, to the customer and in copy to finance: a mail that fails does not keep
 * the other from going out. Repeat-safe at every step.
 */
export const deliverCreditNote = async (id: string, call: Call): Promise<void> => {
  const note = await loadCreditNote(id, call);
  const pdf = await keptPdf({
    id,
    pdfSha256: note.pdfSha256,
    pdfName: creditNotePdfName(id),
    render: () => renderCreditNotePdf(note),
    record: (pdfSha256) => recordPdf(id, pdfSha256, call),
  });
  await mailToBoth(
    id,
    (copyForFinance) => mailNote(note, pdf, copyForFinance, call),
    () => recordMailed(id, call),
  );
};
