import { createHash } from 'node:crypto';
import type { Call } from '../call.ts';
import { findDocument, keepDocument } from '../documents/document-store.ts';
import { postMail } from '../mail/post-mail.ts';
import { renderMail } from '../mail/render-mail.ts';
import { type Outcome, sendOnce } from '../mail/send-once.ts';
import { applyPrepayments } from '../payments/apply-prepayments.ts';
import { deciding, Work } from '../table/work.ts';
import { invoicePdfName } from './invoice-pdf-name.ts';
import { invoiceFacts, invoiceSubject, loadInvoice, saveInvoice } from './invoice-store.ts';
import { noteMailRefused } from './note-mail-refused.ts';
import { renderInvoicePdf } from './render-invoice-pdf.ts';
import type { StoredInvoice } from './stored-invoice.ts';

/** Records the hash of the kept PDF. Answers the invoice as it is then. */
const recordPdf = (id: string, pdfSha256: string, call: Call): Promise<StoredInvoice> =>
  deciding(async () => {
    const before = await loadInvoice(id, call);
    if (before.pdfSha256 !== null) return before;
    const work = new Work(call);
    const draft = { ...before, pdfSha256 };
    work.raise(invoiceSubject(draft), 'invoice.rendered', { ...invoiceFacts(draft), pdfSha256 });
    saveInvoice(work, before, draft);
    await work.commit();
    return draft;
  });

/**
 * The kept PDF; rendered, kept and recorded first if there is none. An issued document is never made again: of several
 * deliveries at once the first to keep it has made it, and all record and mail that one.
 */
const pdfOf = async (invoice: StoredInvoice, call: Call): Promise<Uint8Array> => {
  const name = invoicePdfName(invoice.id);
  if (invoice.pdfSha256 !== null) {
    const kept = await findDocument(name);
    if (kept) return kept;
    throw new Error(`The PDF of ${invoice.id} is recorded and not there.`);
  }
  const kept = await keepDocument(name, await renderInvoicePdf(invoice, call.tenant), 'application/pdf');
  await recordPdf(invoice.id, createHash('sha256').update(kept).digest('hex'), call);
  return kept;
};

const mailInvoice = async (
  invoice: StoredInvoice,
  pdf: Uint8Array,
  copyForFinance: boolean,
  call: Call,
): Promise<Outcome> => {
  const { tenant } = call;
  const mail = copyForFinance ? 'invoice-copy' : 'invoice';
  const to = copyForFinance ? tenant.financeEmail : invoice.buyer.email;
  if (to === undefined) return 'unsent';
  const onRefusal = noteMailRefused(invoice.id, mail, call);
  return sendOnce({ about: invoice.id, mail, to, ifUnknown: 'again', onRefusal }, call, () =>
    postMail({
      from: tenant.senderEmail,
      fromName: tenant.legalName,
      to,
      at: call.at,
      correlationId: call.correlationId,
      id: `${invoice.id}.${mail}`,
      attachments: [{ filename: `${invoice.number}.pdf`, content: pdf, contentType: 'application/pdf' }],
      mail: renderMail({
        kind: 'invoice',
        language: copyForFinance ? tenant.language : invoice.language,
        data: {
          seller: tenant.legalName,
          customerName: invoice.buyer.name,
          invoiceNumber: invoice.number,
          orderNumbers: invoice.orderNumbers,
          issueDate: invoice.issueDate,
          dueDate: invoice.dueDate,
          currency: invoice.currency,
          gross: invoice.totals.gross,
          due: invoice.totals.due,
          bank: tenant.bank,
          ofPrepayment: invoice.type === 'prepayment',
          copyForFinance,
        },
      }),
    }),
  );
};

const recordMailed = (id: string, call: Call): Promise<void> =>
  deciding(async () => {
    const before = await loadInvoice(id, call);
    if (before.emailedAt !== undefined) return;
    const draft: StoredInvoice = { ...before, emailedAt: call.at };
    const work = new Work(call);
    work.raise(invoiceSubject(draft), 'invoice.emailed', invoiceFacts(draft));
    saveInvoice(work, before, draft);
    await work.commit();
  });

/**
 * Renders, keeps and mails an issued invoice, to the customer and in copy to finance: a mail that fails does not keep the
 * other from going out. Repeat-safe at every step.
 */
export const deliverInvoice = async (id: string, call: Call): Promise<void> => {
  // What was paid in advance is applied first, so that nobody is asked for it; doing it twice changes nothing.
  const { orderIds } = await loadInvoice(id, call);
  for (const orderId of orderIds) await applyPrepayments(orderId, id, call);
  const invoice = await loadInvoice(id, call);
  const pdf = await pdfOf(invoice, call);
  const failures: unknown[] = [];
  for (const copyForFinance of [false, true]) {
    try {
      const outcome = await mailInvoice(invoice, pdf, copyForFinance, call);
      if (outcome === 'sent' && !copyForFinance) await recordMailed(id, call);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `Mails about ${id} were not sent: ${failures.join('; ')}`);
};
