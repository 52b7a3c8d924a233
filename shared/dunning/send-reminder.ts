import type { Call } from '../call.ts';
import { daysBetween } from '../dates.ts';
import { findInvoice } from '../invoices/invoice-store.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { postMail } from '../mail/post-mail.ts';
import { renderMail } from '../mail/render-mail.ts';
import { sendOnce } from '../mail/send-once.ts';

const post = (
  { id, number, buyer, language, issueDate, dueDate, currency, totals }: StoredInvoice,
  to: string,
  day: string,
  call: Call,
): Promise<string> =>
  postMail({
    from: call.tenant.senderEmail,
    fromName: call.tenant.legalName,
    to,
    at: call.at,
    id: `${id}.reminder`,
    mail: renderMail({
      kind: 'payment-reminder',
      language,
      data: {
        seller: call.tenant.legalName,
        customerName: buyer.name,
        invoiceNumber: number,
        issueDate,
        dueDate,
        daysOverdue: daysBetween(dueDate, day),
        currency,
        gross: totals.gross,
        due: totals.due,
        bank: call.tenant.bank,
      },
    }),
  });

/**
 * Sends the friendly reminder for an invoice, once ever. What is due is read again at the instant of sending: an invoice
 * paid a moment ago is not reminded. Answers the amount (minor units) the customer was told, undefined when nothing is due.
 */
export const sendReminder = async (invoiceId: string, day: string, call: Call): Promise<number | undefined> => {
  const before = await findInvoice(invoiceId, call);
  let told = before?.totals.due ?? 0;
  await sendOnce({ about: invoiceId, mail: 'reminder', ifUnknown: 'never' }, call, async () => {
    const invoice = await findInvoice(invoiceId, call);
    told = invoice?.totals.due ?? 0;
    const to = invoice?.buyer.email;
    return invoice && told > 0 && to !== undefined ? post(invoice, to, day, call) : undefined;
  });
  return told > 0 ? told : undefined;
};
