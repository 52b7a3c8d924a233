import {
  formatAmount,
  formatDate,
  formatPercent,
  inline,
  type WrittenLanguage,
  writtenIn,
} from '../documents/for-people.ts';
import { Paper } from '../documents/paper.ts';
import type { DocumentTexts } from '../documents/texts/document-texts.ts';
import { textsIn } from '../documents/texts/texts-in.ts';
import { formatMoney } from '../money/format-money.ts';
import { chargesVat } from '../tax/tax-rates.ts';
import type { InvoiceDocument } from './invoice.ts';

/** What invoices and credit notes have in common on paper. */
export type PrintedDocument = Pick<
  InvoiceDocument,
  | 'seller'
  | 'buyer'
  | 'number'
  | 'language'
  | 'currency'
  | 'issueDate'
  | 'lines'
  | 'taxBreakdown'
  | 'totals'
  | 'rounding'
>;

/** What every part of the document is written with: the paper, the words, and figures in the document's language. */
export interface InvoicePaper<D extends PrintedDocument = InvoiceDocument> {
  paper: Paper;
  invoice: D;
  /** What kind of document it is, in words. */
  title: string;
  /** Dates and references, as they stand beside the buyer. */
  references: [label: string, value: string][];
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

/** What a kind of document has of its own in its head. */
interface Head {
  title: (texts: DocumentTexts) => string;
  references: (texts: DocumentTexts, date: (date: string) => string) => [label: string, value: string][];
}

/** The empty paper of a document. */
export const takePaper = <D extends PrintedDocument>(invoice: D, head: Head): InvoicePaper<D> => {
  const language = writtenIn(invoice.language);
  const texts = textsIn(language);
  const { invoice: words, page } = texts;
  const { seller, currency, number, issueDate } = invoice;
  const title = head.title(texts);
  const date = (day: string): string => formatDate(day, language, 'medium');
  return {
    paper: new Paper({ title: `${title} ${number}`, author: seller.name, language, date: issueDate }),
    invoice,
    title,
    references: head.references(texts, date),
    language,
    words,
    page,
    taxName: chargesVat(seller.address.country) ? words.vat : words.otherTax,
    money: (minor) => formatMoney(minor, currency, language),
    amount: (minor) => formatAmount(minor, currency, language),
    date,
    percent: (percent) => formatPercent(percent, language),
  };
};

/** The row that names the orders, when there are any. */
export const orderReference = (
  orderNumbers: readonly string[],
  words: DocumentTexts['invoice'],
): [label: string, value: string][] =>
  orderNumbers.length === 0 ? [] : [[orderNumbers.length === 1 ? words.order : words.orders, orderNumbers.join(', ')]];

/** The empty paper of an invoice. */
export const takeInvoicePaper = (invoice: InvoiceDocument): InvoicePaper =>
  takePaper(invoice, {
    title: ({ invoice: words }) => (invoice.type === 'prepayment' ? words.prepaymentTitle : words.title),
    references: ({ invoice: words }, date) => [
      [words.issueDate, date(invoice.issueDate)],
      [words.supplyDate, date(invoice.supplyDate)],
      [words.dueDate, date(invoice.dueDate)],
      ...orderReference(invoice.orderNumbers, words),
      ...(invoice.purchaseOrderNumber === undefined
        ? []
        : [[words.purchaseOrder, inline(invoice.purchaseOrderNumber)] satisfies [string, string]]),
    ],
  });

/** The bytes of the document, the seller at the foot of every page. */
export const finishPaper = ({ paper, invoice, words, page }: InvoicePaper<PrintedDocument>): Promise<Uint8Array> => {
  const { name, taxId } = invoice.seller;
  const seller = [inline(name), taxId === undefined ? undefined : `${words.taxId} ${inline(taxId)}`];
  return paper.finish((at, pages) => ({
    left: seller.filter((part) => part !== undefined).join(' · '),
    right: page(at, pages),
  }));
};
