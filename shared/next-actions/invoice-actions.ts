import { daysBetween } from '../dates.ts';
import { formatDate } from '../documents/for-people.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { formatMoney } from '../money/format-money.ts';
import { sumOf } from '../money/money.ts';
import type { NextAction } from './next-action.ts';

/** What of an invoice decides who has to act. */
export type InvoiceToAct = Pick<
  StoredInvoice,
  | 'number'
  | 'status'
  | 'type'
  | 'currency'
  | 'totals'
  | 'dueDate'
  | 'supplyDate'
  | 'instalments'
  | 'pdfSha256'
  | 'emailedAt'
  | 'mailFailedAt'
  | 'dunning'
  | 'nextDunningOn'
>;

/** On which day (tenant's zone) it is looked at, and below which amount (minor units) nobody is reminded. */
export interface Today {
  today: string;
  smallestReminder: number;
}

/** What is still to be paid, by date: the instalments, or all of it on the due date. */
const claimsOf = ({ totals, dueDate, instalments }: InvoiceToAct): { dueDate: string; due: number }[] => {
  const open = instalments.filter((one) => one.due > 0);
  return sumOf(open.map((one) => one.due)) === totals.due ? open : [{ dueDate, due: totals.due }];
};

const delivery = ({ number, pdfSha256, emailedAt = '', mailFailedAt = '' }: InvoiceToAct): NextAction[] => {
  if (pdfSha256 === null) {
    return [{ who: 'system', what: `Render and mail invoice ${number}`, why: 'It was issued a moment ago.' }];
  }
  if (mailFailedAt > emailedAt) {
    const why = 'The mail with it did not reach the customer.';
    return [{ who: 'finance', what: `Send invoice ${number} another way`, why }];
  }
  return emailedAt === ''
    ? [{ who: 'system', what: `Mail invoice ${number}`, why: 'It was rendered a moment ago.' }]
    : [];
};

const supplied = ({ type, supplyDate }: InvoiceToAct): string =>
  type === 'prepayment' ? 'It is asked for in advance.' : `Supplied on ${formatDate(supplyDate, 'en')}.`;

const payment = (invoice: InvoiceToAct, { today }: Today): NextAction[] =>
  claimsOf(invoice).map(({ dueDate, due }) => ({
    who: 'customer',
    what: `Pay ${formatMoney(due, invoice.currency, 'en')} of invoice ${invoice.number}`,
    by: dueDate,
    why: dueDate < today ? `It was due on ${formatDate(dueDate, 'en')}.` : supplied(invoice),
  }));

/** Nobody is sent after amounts too small to remind of. */
const collection = (invoice: InvoiceToAct, { today, smallestReminder }: Today): NextAction[] => {
  const overdue = claimsOf(invoice).filter(({ dueDate }) => dueDate < today);
  const due = sumOf(overdue.map((one) => one.due));
  const since = overdue.map((one) => one.dueDate).toSorted()[0];
  if (since === undefined || due < smallestReminder) return [];
  const amount = formatMoney(due, invoice.currency, 'en');
  const days = daysBetween(since, today);
  const late = `Invoice ${invoice.number} is ${days} ${days === 1 ? 'day' : 'days'} overdue`;
  const reminded = invoice.dunning.steps.at(-1);
  return [
    reminded === undefined
      ? { who: 'collector', what: `Remind the customer of ${amount}`, by: invoice.nextDunningOn, why: `${late}.` }
      : {
          who: 'collector',
          what: `Ask the customer when ${amount} will be paid`,
          why: `${late}; a reminder has been sent.`,
        },
  ];
};

/** Who has to do what about an invoice. Nobody, once nothing is due. Pure. */
export const invoiceActions = (invoice: InvoiceToAct, day: Today): NextAction[] =>
  invoice.status === 'open' || invoice.status === 'partially_paid'
    ? [...delivery(invoice), ...payment(invoice, day), ...collection(invoice, day)]
    : [];
