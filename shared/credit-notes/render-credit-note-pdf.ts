import { formatDate, inline, type WrittenLanguage, writtenIn } from '../documents/for-people.ts';
import { ink, left, printedWidth, type Style } from '../documents/paper.ts';
import { textsIn } from '../documents/texts/texts-in.ts';
import type { InvoiceDocument } from '../invoices/invoice.ts';
import { type InvoicePaper, takeInvoicePaper } from '../invoices/invoice-paper.ts';
import { drawHead } from '../invoices/invoice-pdf-head.ts';
import { drawLines } from '../invoices/invoice-pdf-lines.ts';
import { drawTaxAndTotals } from '../invoices/invoice-pdf-totals.ts';
import { footOf } from '../invoices/render-invoice-pdf.ts';
import type { StoredCreditNote } from './credit-note.ts';

/** The credit note as what an invoice shows. Nothing of it is settled on itself: its totals are what it gives back. */
const asDocument = (note: StoredCreditNote): InvoiceDocument => ({
  ...note,
  type: 'invoice',
  status: 'open',
  shipmentIds: [],
  supplyDate: note.issueDate,
  dueDate: note.issueDate,
  instalments: [],
  totals: { ...note.totals, paid: 0, credited: 0, discounted: 0, writtenOff: 0, due: 0 },
  rounding: 0,
});

const factsOf = (note: StoredCreditNote, language: WrittenLanguage): [label: string, value: string][] => {
  const { invoice: words, creditNote } = textsIn(language);
  const { orderNumbers } = note;
  const date = (day: string): string => formatDate(day, language, 'medium');
  const orders: [string, string] = [orderNumbers.length === 1 ? words.order : words.orders, orderNumbers.join(', ')];
  return [
    [words.issueDate, date(note.issueDate)],
    [creditNote.invoice, note.invoiceNumber],
    [creditNote.invoiceDate, date(note.invoiceDate)],
    ...(orderNumbers.length === 0 ? [] : [orders]),
  ];
};

/** The figure the reader looks for, and what becomes of it. */
const drawCredit = ({ paper, invoice, money, language }: InvoicePaper): void => {
  const { creditNote: words } = textsIn(language);
  const height = 44;
  paper.ensureRoom(height + 12);
  const { y } = paper;
  paper.box(y, height);
  const label: Style = { size: 11, weight: 'semibold', color: ink.strong };
  paper.write(words.credited, { x: left + 14, y: y + 8, width: 240 }, label);
  paper.write(words.explanation, { x: left + 14, y: y + 23.5, width: 330 }, { size: 7.5, color: ink.soft });
  const figure: Style = { size: 17, weight: 'semibold', color: ink.accent, align: 'right' };
  paper.write(money(invoice.totals.gross), { x: left + 254, y: y + 10, width: printedWidth - 268 }, figure);
  paper.y = y + height + 14;
};

const drawReason = ({ paper, language }: InvoicePaper, reason: string): void => {
  const line = `${textsIn(language).creditNote.reason}: ${inline(reason)}`;
  paper.ensureRoom(paper.heightOf(line, printedWidth));
  paper.y += paper.write(line, { x: left, y: paper.y, width: printedWidth }) + 8;
};

/** The PDF of a credit note, drawn as invoices are. The same credit note gives the same bytes. */
export const renderCreditNotePdf = (note: StoredCreditNote): Promise<Uint8Array> => {
  const language = writtenIn(note.language);
  const plain = takeInvoicePaper(asDocument(note), textsIn(language).creditNote.title);
  const on: InvoicePaper = { ...plain, facts: factsOf(note, language) };
  drawHead(on);
  drawLines(on);
  drawTaxAndTotals(on);
  drawCredit(on);
  drawReason(on, note.reason);
  return on.paper.finish(footOf(on));
};
