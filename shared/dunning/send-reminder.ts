import type { Call } from '../call.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import type { StoredCustomer } from '../customers/customer.ts';
import { daysBetween } from '../dates.ts';
import { findInvoice } from '../invoices/invoice-store.ts';
import { noteMailRefused } from '../invoices/note-mail-refused.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { mailOnce } from '../mail/mail-once.ts';
import type { Mail } from '../mail/render-mail.ts';

const mail = 'reminder';

const write = (
  { number, issueDate, dueDate, currency, totals }: StoredInvoice,
  customer: StoredCustomer,
  day: string,
  { tenant }: Call,
): Mail => ({
  kind: 'payment-reminder',
  language: customer.language,
  data: {
    seller: tenant.legalName,
    customerName: customer.name,
    invoiceNumber: number,
    issueDate,
    dueDate,
    daysOverdue: daysBetween(dueDate, day),
    currency,
    gross: totals.gross,
    due: totals.due,
    bank: tenant.bank,
  },
});

/**
 * Sends the friendly reminder for an invoice, once ever, to where the customer is reached today. What is due is read
 * again at the instant of sending: an invoice paid a moment ago is not reminded. Answers the amount (minor units) the
 * customer was told, undefined when too little is due or the address is refused.
 */
export const sendReminder = async (invoiceId: string, day: string, call: Call): Promise<number | undefined> => {
  const before = await findInvoice(invoiceId, call);
  if (!before) return undefined;
  const customer = await loadCustomer(before.customerId, call);
  if (customer.erasedAt !== undefined) return undefined;
  let told = before.totals.due;
  const onRefusal = noteMailRefused(invoiceId, mail, call);
  const outcome = await mailOnce(
    {
      about: invoiceId,
      mail,
      to: customer.email,
      ifUnknown: 'never',
      onRefusal,
      write: async () => {
        const invoice = await findInvoice(invoiceId, call);
        told = invoice?.totals.due ?? 0;
        return invoice && told > 0 && told >= call.tenant.smallestReminder
          ? write(invoice, customer, day, call)
          : undefined;
      },
    },
    call,
  );
  return outcome === 'sent' ? told : undefined;
};
