import { formatAmount, formatDate, formatPercent, type WrittenLanguage, writtenIn } from '../documents/for-people.ts';
import { Paper } from '../documents/paper.ts';
import type { DocumentTexts } from '../documents/texts/document-texts.ts';
import { textsIn } from '../documents/texts/texts-in.ts';
import { formatMoney } from '../money/format-money.ts';
import { chargesVat } from '../tax/tax-rates.ts';
import type { InvoiceDocument } from './invoice.ts';

/** What every part of the invoice is written with: the paper, the words, and figures in the invoice's language. */
export interface InvoicePaper {
  paper: Paper;
  invoice: InvoiceDocument;
  language: WrittenLanguage;
  words: DocumentTexts['invoice'];
  page: DocumentTexts['page'];
  /** What the seller's country calls the tax. */
  taxName: string;
  /** With the currency: for totals. */
  money: (minor: number) => string;
  /** Without: for columns. */
  amount: (minor: number) => string;
  date: (date: string) => string;
  percent: (percent: number) => string;
}

/** The empty paper of an invoice. */
export const takeInvoicePaper = (invoice: InvoiceDocument): InvoicePaper => {
  const language = writtenIn(invoice.language);
  const { invoice: words, page } = textsIn(language);
  const { seller, currency, number, issueDate } = invoice;
  return {
    paper: new Paper({ title: `${words.title} ${number}`, author: seller.name, language, date: issueDate }),
    invoice,
    language,
    words,
    page,
    taxName: chargesVat(seller.address.country) ? words.vat : words.otherTax,
    money: (minor) => formatMoney(minor, currency, language),
    amount: (minor) => formatAmount(minor, currency, language),
    date: (date) => formatDate(date, language, 'medium'),
    percent: (percent) => formatPercent(percent, language),
  };
};
