import { formatAccount, inline } from '../documents/for-people.ts';
import { ink, left, printedWidth, right, type Style } from '../documents/paper.ts';
import { percentOf } from '../money/money.ts';
import type { Tenant } from '../tenant.ts';
import type { InvoicePaper } from './invoice-paper.ts';

/** The figure the reader looks for, and by when. */
const drawAmountDue = (on: InvoicePaper): void => {
  const { paper, invoice, words, money, date } = on;
  const { due } = invoice.totals;
  const height = 44;
  paper.ensureRoom(height + 12);
  const { y } = paper;
  paper.box(y, height);
  const label: Style = { size: 11, weight: 'semibold', color: ink.strong };
  paper.write(words.amountDue, { x: left + 14, y: y + 8, width: 240 }, label);
  const note = due > 0 ? words.payBy(date(invoice.dueDate)) : words.nothingDue;
  paper.write(note, { x: left + 14, y: y + 23.5, width: 240 }, { size: 8.5, color: ink.soft });
  const figure: Style = { size: 17, weight: 'semibold', color: ink.accent, align: 'right' };
  paper.write(money(due), { x: left + 254, y: y + 10, width: printedWidth - 268 }, figure);
  paper.y = y + height + 14;
};

const drawInstalments = ({ paper, invoice, words, money, date }: InvoicePaper): void => {
  if (invoice.instalments.length < 2) return;
  const text = invoice.instalments.map(({ dueDate, amount }) => `${date(dueDate)}: ${money(amount)}`).join('  ·  ');
  const line = `${words.instalments}: ${text}`;
  paper.ensureRoom(paper.heightOf(line, printedWidth));
  paper.y += paper.write(line, { x: left, y: paper.y, width: printedWidth }) + 8;
};

const drawEarlyPayment = ({ paper, invoice, words, money, date, percent }: InvoicePaper): void => {
  const { earlyPayment, totals } = invoice;
  if (!earlyPayment || totals.due <= 0) return;
  const discount = percentOf(totals.due, earlyPayment.percent);
  const line = words.earlyPayment({
    percent: percent(earlyPayment.percent),
    until: date(earlyPayment.until),
    discount: money(discount),
    amount: money(totals.due - discount),
  });
  paper.ensureRoom(paper.heightOf(line, printedWidth));
  paper.y += paper.write(line, { x: left, y: paper.y, width: printedWidth }) + 8;
};

const drawBank = ({ paper, invoice, words }: InvoicePaper, bank: Tenant['bank']): void => {
  if (invoice.totals.due <= 0) return;
  const account = formatAccount(bank.iban);
  const pairs: [string, string][] = [
    [words.beneficiary, inline(invoice.seller.name)],
    [words.bank, inline(bank.name)],
    [words[account.kind], account.text],
    ...(bank.bic === undefined ? [] : [[words.bic, bank.bic] satisfies [string, string]]),
    [words.reference, invoice.number],
  ];
  paper.y += 6;
  paper.ensureRoom(20 + pairs.length * 16);
  paper.y += paper.write(
    words.payment,
    { x: left, y: paper.y, width: printedWidth },
    {
      size: 9,
      weight: 'semibold',
      color: ink.strong,
    },
  );
  paper.y += 4;
  for (const [label, value] of pairs) {
    const { y } = paper;
    paper.write(label, { x: left, y, width: 96 }, { size: 9, color: ink.soft });
    paper.y += paper.write(value, { x: left + 100, y, width: right - left - 100 }, { size: 9 }) + 2.5;
  }
};

/** What is due, by when, and how to pay it so that the payment finds its invoice. */
export const drawPayment = (on: InvoicePaper, bank: Tenant['bank']): void => {
  drawAmountDue(on);
  drawInstalments(on);
  drawEarlyPayment(on);
  drawBank(on, bank);
};
