import { addressLines, inline } from '../documents/for-people.ts';
import { ink, left, printedWidth, right, type Style } from '../documents/paper.ts';
import type { InvoiceDocument } from './invoice.ts';
import type { InvoicePaper } from './invoice-paper.ts';

const half = printedWidth / 2 - 12;
const middle = left + half + 24;
const small: Style = { size: 8.5, color: ink.soft };

const writeLines = (
  { paper }: InvoicePaper,
  lines: readonly string[],
  at: { x: number; y: number; width: number },
  style: Style,
): number => lines.reduce((y, line) => y + paper.write(line, { ...at, y }, style) + 1.5, at.y);

/** Seller on the left, what this paper is and its number on the right. */
const drawLetterhead = (on: InvoicePaper): void => {
  const { paper, invoice, title, numbered, words, language } = on;
  const { seller } = invoice;
  const from = paper.y;
  const titleHeight = paper.write(
    title,
    { x: middle, y: from, width: half },
    {
      size: 22,
      weight: 'semibold',
      color: ink.accent,
      align: 'right',
    },
  );
  paper.write(
    numbered,
    { x: middle, y: from + titleHeight + 1, width: half },
    {
      size: 11,
      weight: 'semibold',
      color: ink.strong,
      align: 'right',
    },
  );
  const nameHeight = paper.write(
    inline(seller.name),
    { x: left, y: from + 4, width: half },
    {
      size: 14,
      weight: 'semibold',
      color: ink.strong,
    },
  );
  const lines = [
    ...addressLines(seller.address, language),
    ...(seller.taxId === undefined ? [] : [`${words.taxId} ${inline(seller.taxId)}`]),
    ...(seller.email === undefined ? [] : [inline(seller.email)]),
  ];
  const below = writeLines(on, lines, { x: left, y: from + 4 + nameHeight + 3, width: half }, small);
  paper.y = Math.max(below, from + titleHeight + 20) + 16;
  paper.rule(paper.y, { color: ink.accent, weight: 1.2 });
  paper.y += 18;
};

const datesAndReferences = ({ invoice, words, date }: InvoicePaper): [label: string, value: string][] => {
  const { orderNumbers, purchaseOrderNumber } = invoice;
  return [
    [words.issueDate, date(invoice.issueDate)],
    [invoice.type === 'prepayment' ? words.receivedOn : words.supplyDate, date(invoice.supplyDate)],
    [words.dueDate, date(invoice.dueDate)],
    ...(orderNumbers.length === 0
      ? []
      : [[orderNumbers.length === 1 ? words.order : words.orders, orderNumbers.join(', ')] satisfies [string, string]]),
    ...(purchaseOrderNumber === undefined
      ? []
      : [[words.purchaseOrder, inline(purchaseOrderNumber)] satisfies [string, string]]),
  ];
};

const drawBuyer = (on: InvoicePaper, buyer: InvoiceDocument['buyer'], from: number): number => {
  const { paper, words, language } = on;
  const at = { x: left, width: half };
  const headHeight = paper.write(words.billTo, { ...at, y: from }, { ...small, weight: 'semibold' });
  const nameY = from + headHeight + 3;
  const nameHeight = paper.write(
    inline(buyer.name),
    { ...at, y: nameY },
    {
      size: 10.5,
      weight: 'semibold',
      color: ink.strong,
    },
  );
  const lines = [
    ...addressLines(buyer.address, language),
    ...(buyer.taxId === undefined ? [] : [`${words.taxId} ${inline(buyer.taxId)}`]),
  ];
  return writeLines(on, lines, { ...at, y: nameY + nameHeight + 2 }, { size: 9 });
};

/** Buyer on the left, dates and references on the right. */
const drawParties = (on: InvoicePaper): void => {
  const { paper } = on;
  const from = paper.y;
  const labelWidth = 108;
  const below = (on.facts ?? datesAndReferences(on)).reduce((y, [label, value]) => {
    const labelHeight = paper.write(label, { x: middle, y, width: labelWidth }, { size: 9, color: ink.soft });
    const x = middle + labelWidth;
    const valueHeight = paper.write(value, { x, y, width: right - x }, { size: 9, align: 'right' });
    return y + Math.max(labelHeight, valueHeight) + 3;
  }, from);
  paper.y = Math.max(drawBuyer(on, on.invoice.buyer, from), below) + 22;
};

/** The head of every page but the first: which invoice this is, and whose. */
const drawRunningHead = ({ paper, invoice, title }: InvoicePaper): void => {
  const { y } = paper;
  const style: Style = { size: 8.5, color: ink.soft };
  paper.write(inline(invoice.seller.name), { x: left, y, width: half }, style);
  paper.write(`${title} ${invoice.number}`, { x: middle, y, width: half }, { ...style, align: 'right' });
  paper.y += 16;
  paper.rule(paper.y, { color: ink.accent, weight: 1.2 });
  paper.y += 14;
};

/** Who, to whom, what and when; and the short form of it for the pages that follow. */
export const drawHead = (on: InvoicePaper): void => {
  drawLetterhead(on);
  drawParties(on);
  on.paper.headPagesWith(() => drawRunningHead(on));
};
