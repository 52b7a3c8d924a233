import { ink, left, type Paper, printedWidth, right, type Style } from '../documents/paper.ts';
import type { TaxGroup } from './invoice.ts';
import type { InvoicePaper } from './invoice-paper.ts';

const totalsWidth = 215;
const totalsLeft = right - totalsWidth;
const taxWidth = printedWidth - totalsWidth - 28;

/** One group of the tax breakdown: `21% of 100.00`, its tax, and below the law's reason where none is charged. */
const drawTaxGroup = (on: InvoicePaper, group: TaxGroup, y: number): number => {
  const { paper, words, amount, percent } = on;
  const style: Style = { size: 8.5 };
  const third = taxWidth / 3;
  const height = paper.write(percent(group.rate), { x: left, y, width: third - 8 }, style);
  paper.write(amount(group.base), { x: left + third, y, width: third - 8 }, { ...style, align: 'right' });
  paper.write(amount(group.tax), { x: left + 2 * third, y, width: third }, { ...style, align: 'right' });
  const below = y + height + 2;
  if (group.reason === undefined) return below + 2;
  const reason = words.taxReason(group.category, group.reason);
  return below + paper.write(reason, { x: left, y: below, width: taxWidth }, { size: 7.5, color: ink.soft }) + 4;
};

const drawTaxBreakdown = (on: InvoicePaper, from: number): number => {
  const { paper, words, taxName, invoice } = on;
  const style: Style = { size: 7.5, weight: 'semibold', color: ink.soft };
  const third = taxWidth / 3;
  paper.write(words.taxRate(taxName), { x: left, y: from, width: third - 8 }, style);
  const base = { x: left + third, y: from, width: third - 8 };
  const height = paper.write(words.taxBase, base, { ...style, align: 'right' });
  paper.write(taxName, { x: left + 2 * third, y: from, width: third }, { ...style, align: 'right' });
  paper.rule(from + height + 3, { to: left + taxWidth });
  return invoice.taxBreakdown.reduce((y, group) => drawTaxGroup(on, group, y), from + height + 8);
};

interface Total {
  label: string;
  minor: number;
  strong?: boolean;
}

const totalsOf = ({ invoice: { totals, rounding }, words, taxName }: InvoicePaper): Total[] => {
  const settled = [
    { label: words.paid, minor: -totals.paid },
    { label: words.credited, minor: -totals.credited },
    { label: words.discounted, minor: rounding - totals.discounted },
    { label: words.rounding, minor: -rounding },
    { label: words.writtenOff, minor: -totals.writtenOff },
  ].filter(({ minor }) => minor !== 0);
  return [
    { label: words.netTotal, minor: totals.net },
    { label: taxName, minor: totals.tax },
    { label: words.total, minor: totals.gross, strong: true },
    ...settled,
  ];
};

const drawTotals = (on: InvoicePaper, from: number): number =>
  totalsOf(on).reduce((y, { label, minor, strong }) => {
    const style: Style = strong ? { size: 10, weight: 'semibold', color: ink.strong } : { size: 9, color: ink.text };
    if (strong) on.paper.rule(y, { from: totalsLeft });
    return drawPair(on.paper, { label, value: on.money(minor) }, y + (strong ? 5 : 0), style) + (strong ? 4 : 0);
  }, from);

const drawPair = (paper: Paper, pair: { label: string; value: string }, y: number, style: Style): number => {
  const valueWidth = paper.widthOf(pair.value, style) + 0.5;
  const labelWidth = totalsWidth - valueWidth - 8;
  const height = paper.write(pair.label, { x: totalsLeft, y, width: labelWidth }, style);
  paper.write(pair.value, { x: right - valueWidth, y, width: valueWidth }, { ...style, align: 'right' });
  return y + height + 4;
};

/** Tax by rate on the left, totals on the right, side by side and never torn apart unless there are dozens of rates. */
export const drawTaxAndTotals = (on: InvoicePaper): void => {
  const { paper, invoice } = on;
  paper.y += 16;
  paper.ensureRoom(Math.max(110, 34 + invoice.taxBreakdown.length * 28));
  const from = paper.y;
  paper.y = Math.max(drawTaxBreakdown(on, from), drawTotals(on, from)) + 8;
};
