import type { Call } from '../call.ts';
import { keptPdf, mailToBoth } from '../documents/deliver-document.ts';
import { mailOnce } from '../mail/mail-once.ts';
import type { Outcome } from '../mail/send-once.ts';
import { applyPrepayments } from '../payments/apply-prepayments.ts';
import { deciding, Work } from '../table/work.ts';
import { invoicePdfName } from './invoice-pdf-name.ts';
import { invoiceFacts, invoiceSubject, loadInvoice, saveInvoice } from './invoice-store.ts';
import { noteMailRefused } from './note-mail-refused.ts';
import { renderInvoicePdf } from './render-invoice-pdf.ts';
import type { StoredInvoice } from './stored-invoice.ts';

/** Records the hash of the kept PDF. */
const recordPdf = (id: string, pdfSha256: string, call: Call): Promise<void> =>
  deciding(async () => {
    const before = await loadInvoice(id, call);
    if (before.pdfSha256 !== null) return;
    const work = new Work(call);
    const draft = { ...before, pdfSha256 };
    work.raise(invoiceSubject(draft), 'invoice.rendered', { ...invoiceFacts(draft), pdfSha256 });
    saveInvoice(work, before, draft);
    await work.commit();
  });

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
  return mailOnce(
    {
      about: invoice.id,
      mail,
      to,
      ifUnknown: 'again',
      onRefusal: noteMailRefused(invoice.id, mail, call),
      attachments: [{ filename: `${invoice.number}.pdf`, content: pdf, contentType: 'application/pdf' }],
      write: () => ({
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
    },
    call,
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
  const pdf = await keptPdf({
    id,
    pdfSha256: invoice.pdfSha256,
    pdfName: invoicePdfName(id),
    render: () => renderInvoicePdf(invoice, call.tenant),
    record: (pdfSha256) => recordPdf(id, pdfSha256, call),
  });
  await mailToBoth(
    id,
    (copyForFinance) => mailInvoice(invoice, pdf, copyForFinance, call),
    () => recordMailed(id, call),
  );
};
