import { formatDate, inline, writtenIn } from '../documents/for-people.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Language } from '../tenant.ts';
import type { Fact, MailContent } from './mail-content.ts';
import { textsIn } from './texts/texts-in.ts';

/** What the mail about a credit note knows. Amounts in minor units of `currency`; dates YYYY-MM-DD. */
export interface CreditNoteMail {
  seller: string;
  customerName: string;
  number: string;
  invoiceNumber: string;
  issueDate: string;
  currency: string;
  gross: number;
  applied: number;
  unapplied: number;
  refunded: number;
  /** For the seller's own finance department instead of the customer. */
  copyForFinance: boolean;
}

/** What became of the credit, part by part. */
const parts = (note: CreditNoteMail, spoken: Language): Fact[] => {
  const language = writtenIn(spoken);
  const { labels } = textsIn(language);
  const told: [string, number][] = [
    [labels.setOff, note.applied],
    [labels.yourCredit, note.unapplied],
    [labels.paidBack, note.refunded],
  ];
  return told
    .filter(([, minor]) => minor > 0)
    .map(([label, minor]) => ({ label, value: formatMoney(minor, note.currency, language) }));
};

/** The mail that carries a credit note, to the customer or, as a copy for the files, to finance. */
export const creditNoteMail = (note: CreditNoteMail, spoken: Language): MailContent => {
  const language = writtenIn(spoken);
  const texts = textsIn(language);
  const { labels } = texts;
  const amount = formatMoney(note.gross, note.currency, language);
  const customer = inline(note.customerName);
  const seller = inline(note.seller);
  const words = { creditNote: note.number, invoice: note.invoiceNumber, seller, customer, amount };
  const told = note.copyForFinance ? texts.creditNoteCopy : texts.creditNote;
  const paragraphs = told.paragraphs(words);
  return {
    language,
    subject: told.subject(words),
    preview: paragraphs.join(' '),
    seller,
    heading: told.heading(words),
    greeting: note.copyForFinance ? texts.financeGreeting : texts.greeting(customer),
    paragraphs,
    figure: { label: labels.credited, value: amount, note: `${labels.creditedInvoice} ${note.invoiceNumber}` },
    facts: [
      { label: labels.creditNote, value: note.number },
      ...(note.copyForFinance ? [{ label: labels.customer, value: customer }] : []),
      { label: labels.creditedInvoice, value: note.invoiceNumber },
      { label: labels.issueDate, value: formatDate(note.issueDate, language) },
      ...parts(note, spoken),
    ],
    signOff: texts.signOff,
    footer: texts.footer(seller),
  };
};
