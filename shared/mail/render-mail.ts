import Handlebars from 'handlebars/runtime.js';
import { inline } from '../documents/for-people.ts';
import type { Language } from '../tenant.ts';
import { type CreditNoteMail, creditNoteMail } from './credit-note-mail.ts';
import { type InvoiceMail, invoiceMail, type PaymentReminder, paymentReminder } from './invoice-mails.ts';
import type { MailContent } from './mail-content.ts';
import { mailTemplate } from './mail-template.generated.ts';
import { type OrderConfirmation, orderConfirmation } from './order-confirmation.ts';
import { type ProFormaMail, proFormaMail } from './pro-forma-mail.ts';
import { type OrderNotice, orderNotice } from './order-notice.ts';
import { type UnshippedReminder, unshippedReminder } from './unshipped-reminder.ts';
import { type SalesNotice, salesNotice } from './sales-notice.ts';
import { writePlainText } from './write-plain-text.ts';

/** The mails there are, and what each needs to know. */
export type Mail =
  | { kind: 'order-confirmation'; language: Language; data: OrderConfirmation }
  | { kind: 'pro-forma'; language: Language; data: ProFormaMail }
  | { kind: 'order-notice'; language: Language; data: OrderNotice }
  | { kind: 'unshipped-reminder'; language: Language; data: UnshippedReminder }
  | { kind: 'sales-notice'; language: Language; data: SalesNotice }
  | { kind: 'invoice'; language: Language; data: InvoiceMail }
  | { kind: 'credit-note'; language: Language; data: CreditNoteMail }
  | { kind: 'payment-reminder'; language: Language; data: PaymentReminder };

export interface RenderedMail {
  language: string;
  subject: string;
  text: string;
  html: string;
}

const contentOf = (mail: Mail): MailContent => {
  if (mail.kind === 'order-confirmation') return orderConfirmation(mail.data, mail.language);
  if (mail.kind === 'pro-forma') return proFormaMail(mail.data, mail.language);
  if (mail.kind === 'order-notice') return orderNotice(mail.data, mail.language);
  if (mail.kind === 'unshipped-reminder') return unshippedReminder(mail.data, mail.language);
  if (mail.kind === 'sales-notice') return salesNotice(mail.data, mail.language);
  if (mail.kind === 'invoice') return invoiceMail(mail.data, mail.language);
  if (mail.kind === 'credit-note') return creditNoteMail(mail.data, mail.language);
  return paymentReminder(mail.data, mail.language);
};

const writeHtml = Handlebars.template(mailTemplate);

/**
 * Writes a mail in the customer's language, as HTML and as plain text. What is put in is data, whatever it holds: escaped
 * in the HTML, and unable to break the subject's line.
 */
export const renderMail = (mail: Mail): RenderedMail => {
  const content = contentOf(mail);
  const { language } = content;
  return {
    language,
    subject: inline(content.subject),
    text: writePlainText(content),
    html: writeHtml(content),
  };
};
