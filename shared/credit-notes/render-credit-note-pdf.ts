import { inline } from '../documents/for-people.ts';
import { ink, left, printedWidth, type Style } from '../documents/paper.ts';
import { textsIn } from '../documents/texts/texts-in.ts';
import { drawHead } from '../invoices/invoice-pdf-head.ts';
import { drawLines } from '../invoices/invoice-pdf-lines.ts';
import { drawTaxAndTotals } from '../invoices/invoice-pdf-totals.ts';
import {
  finishPaper,
  type InvoicePaper,
  orderReference,
  type PrintedDocument,
  takePaper,
} from '../invoices/invoice-paper.ts';
import type { StoredCreditNote } from './credit-note.ts';

/** Nothing of a credit note is settled on itself: its totals are what it gives back. */
const printed = (note: StoredCreditNote): PrintedDocument => ({
  ...note,
  totals: { ...note.totals, paid: 0, credited: 0, discounted: 0, writtenOff: 0, due: 0 },
  rounding: 0,
});

/** The figure the reader looks for, and what becomes of it. */
const drawCredit = (on: InvoicePaper<PrintedDocument>): void => {
  const { paper, invoice, money, language } = on;
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

const drawReason = ({ paper, language }: InvoicePaper<PrintedDocument>, reason: string): void => {
  const line = `${textsIn(language).creditNote.reason}: ${inline(reason)}`;
  paper.ensureRoom(paper.heightOf(line, printedWidth));
  paper.y += paper.write(line, { x: left, y: paper.y, width: printedWidth }) + 8;
};

/** The PDF of a credit note, drawn as invoices are. The same credit note gives the same bytes. */
export const renderCreditNotePdf = (note: StoredCreditNote): Promise<Uint8Array> => {
  const on = takePaper(printed(note), {
    title: ({ creditNote }) => creditNote.title,
    references: ({ invoice: words, creditNote }, date) => [
      [words.issueDate, date(note.issueDate)],
      [creditNote.invoice, note.invoiceNumber],
      [creditNote.invoiceDate, date(note.invoiceDate)],
      ...orderReference(note.orderNumbers, words),
    ],
  });
  drawHead(on);
  drawLines(on);
  drawTaxAndTotals(on);
  drawCredit(on);
  drawReason(on, note.reason);
  return finishPaper(on);
};
