import { formatDate, inline, writtenIn, type WrittenLanguage } from '../documents/for-people.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Language, Tenant } from '../tenant.ts';
import { howToPay } from './how-to-pay.ts';
import type { Fact, MailContent } from './mail-content.ts';
import type { InvoiceTexts, InvoiceWords } from './texts/mail-texts.ts';
import { textsIn } from './texts/texts-in.ts';

/** What every mail about an invoice knows. Amounts in minor units of `currency`; dates YYYY-MM-DD. */
interface AboutInvoice {
  seller: string;
  customerName: string;
  invoiceNumber: string;
  issueDate: string;
  dueDate: string;
  currency: string;
  gross: number;
  due: number;
  bank: Tenant['bank'];
}

export interface InvoiceMail extends AboutInvoice {
  orderNumbers: readonly string[];
  /** Of money received in advance, not of a delivery. */
  ofPrepayment?: boolean;
  /** For the seller's own finance department instead of the customer. */
  copyForFinance: boolean;
}

export interface PaymentReminder extends AboutInvoice {
  daysOverdue: number;
}

const wordsOf = (about: AboutInvoice, language: WrittenLanguage): InvoiceWords => ({
  invoice: about.invoiceNumber,
  seller: inline(about.seller),
  customer: inline(about.customerName),
  amount: formatMoney(about.due, about.currency, language),
  dueDate: formatDate(about.dueDate, language),
});

/** Nothing when nothing is due. */
const paymentOf = (about: AboutInvoice, language: WrittenLanguage): MailContent['payment'] =>
  about.due <= 0
    ? undefined
    : howToPay({ seller: about.seller, bank: about.bank, reference: about.invoiceNumber }, language);

const datesAndTotals = (about: AboutInvoice, language: WrittenLanguage): Fact[] => {
  const { labels } = textsIn(language);
  const { issueDate, dueDate, gross, due, currency } = about;
  const settled = gross - due;
  return [
    { label: labels.issueDate, value: formatDate(issueDate, language) },
    { label: labels.dueDate, value: formatDate(dueDate, language) },
    { label: labels.invoiceTotal, value: formatMoney(gross, currency, language) },
    ...(settled === 0 ? [] : [{ label: labels.alreadySettled, value: formatMoney(settled, currency, language) }]),
  ];
};

/** What all mails about an invoice have in common. */
const aboutInvoice = (about: AboutInvoice, told: InvoiceTexts, language: WrittenLanguage) => {
  const texts = textsIn(language);
  const words = wordsOf(about, language);
  const paragraphs = told.paragraphs(words);
  return {
    language,
    subject: told.subject(words),
    preview: `${texts.labels.amountDue}: ${words.amount}. ${paragraphs.join(' ')}`,
    seller: words.seller,
    heading: told.heading(words),
    paragraphs,
    figure: {
      label: texts.labels.amountDue,
      value: words.amount,
      note: about.due > 0 ? texts.payBy(words.dueDate) : texts.nothingDue,
    },
    signOff: texts.signOff,
    footer: texts.footer(words.seller),
  };
};

/** The mail that carries an invoice, to the customer or, as a copy for the files, to finance. */
export const invoiceMail = (invoice: InvoiceMail, spoken: Language): MailContent => {
  const language = writtenIn(spoken);
  const texts = textsIn(language);
  const { labels } = texts;
  const { copyForFinance, ofPrepayment, orderNumbers, invoiceNumber, customerName } = invoice;
  const forCustomer = ofPrepayment ? texts.prepaymentInvoice : texts.invoice;
  return {
    ...aboutInvoice(invoice, copyForFinance ? texts.invoiceCopy : forCustomer, language),
    greeting: copyForFinance ? texts.financeGreeting : texts.greeting(inline(customerName)),
    facts: [
      { label: labels.invoice, value: invoiceNumber },
      ...(copyForFinance ? [{ label: labels.customer, value: inline(customerName) }] : []),
      { label: orderNumbers.length === 1 ? labels.order : labels.orders, value: orderNumbers.join(', ') },
      ...datesAndTotals(invoice, language),
    ],
    payment: copyForFinance ? undefined : paymentOf(invoice, language),
  };
};

/** The friendly reminder of an invoice past its due date: what is still due at this moment, and how to pay it. */
export const paymentReminder = (reminder: PaymentReminder, spoken: Language): MailContent => {
  const language = writtenIn(spoken);
  const texts = textsIn(language);
  const mail = aboutInvoice(reminder, texts.reminder, language);
  return {
    ...mail,
    greeting: texts.greeting(inline(reminder.customerName)),
    figure: { ...mail.figure, note: texts.reminder.daysOverdue(reminder.daysOverdue) },
    facts: [{ label: texts.labels.invoice, value: reminder.invoiceNumber }, ...datesAndTotals(reminder, language)],
    payment: paymentOf(reminder, language),
    afterword: texts.reminder.alreadyPaid,
  };
};
