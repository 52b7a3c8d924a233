import { createHash } from 'node:crypto';
import type { Call } from '../call.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import { findDocument, keepDocument } from '../documents/document-store.ts';
import { postMail } from '../mail/post-mail.ts';
import { renderMail } from '../mail/render-mail.ts';
import { type Outcome, sendOnce } from '../mail/send-once.ts';
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

/** The kept PDF; rendered, kept and recorded first if there is none. An issued document is never made again. */
const pdfOf = async (note: StoredCreditNote, call: Call): Promise<Uint8Array> => {
  const name = creditNotePdfName(note.id);
  if (note.pdfSha256 !== null) {
    const kept = await findDocument(name);
    if (kept) return kept;
    throw new Error(`The PDF of ${note.id} is recorded and not there.`);
  }
  const kept = await keepDocument(name, await renderCreditNotePdf(note), 'application/pdf');
  await recordPdf(note.id, createHash('sha256').update(kept).digest('hex'), call);
  return kept;
};

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
  const onRefusal = noteCreditNoteMailRefused(note.id, mail, call);
  const { number, invoiceNumber, issueDate, currency, applied, unapplied, refunded } = note;
  const told = { number, invoiceNumber, issueDate, currency, applied, unapplied, refunded, copyForFinance };
  return sendOnce({ about: note.id, mail, to, ifUnknown: 'again', onRefusal }, call, () =>
    postMail({
      from: tenant.senderEmail,
      fromName: tenant.legalName,
      to,
      at: call.at,
      correlationId: call.correlationId,
      id: `${note.id}.${mail}`,
      attachments: [{ filename: `${number}.pdf`, content: pdf, contentType: 'application/pdf' }],
      mail: renderMail({
        kind: 'credit-note',
        language: copyForFinance ? tenant.language : note.language,
        data: { seller: tenant.legalName, customerName: note.buyer.name, gross: note.totals.gross, ...told },
      }),
    }),
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
  const pdf = await pdfOf(note, call);
  const failures: unknown[] = [];
  for (const copyForFinance of [false, true]) {
    try {
      const outcome = await mailNote(note, pdf, copyForFinance, call);
      if (outcome === 'sent' && !copyForFinance) await recordMailed(id, call);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `Mails about ${id} were not sent: ${failures.join('; ')}`);
};
