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
  /** What this paper is. */
  title: string;
  /** Its number, as it stands below the title. */
  numbered: string;
  /** Dates and references beside the buyer, where they are not those of an invoice. */
  facts?: readonly [label: string, value: string][];
  /** What the seller's country calls the tax. */
  taxName: string;
  /** With the currency: for totals. */
  money: (minor: number) => string;
  /** Without: for columns. */
  amount: (minor: number) => string;
  date: (date: string) => string;
  percent: (percent: number) => string;
}

/** The empty paper of an invoice, or of what is called otherwise and looks like one. */
export const takeInvoicePaper = (invoice: InvoiceDocument, named?: string): InvoicePaper => {
  const language = writtenIn(invoice.language);
  const { invoice: words, page } = textsIn(language);
  const { seller, currency, number, issueDate } = invoice;
  const title = named ?? (invoice.type === 'prepayment' ? words.prepaymentTitle : words.title);
  return {
    paper: new Paper({ title: `${title} ${number}`, author: seller.name, language, date: issueDate }),
    title,
    numbered: number,
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
