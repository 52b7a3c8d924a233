import { StoredCreditNote } from '../credit-notes/credit-note.ts';
import { creditableGroups, creditableGross } from '../credit-notes/plan-credit.ts';
import { StoredInvoice } from '../invoices/stored-invoice.ts';
import { sumOf } from '../money/money.ts';
import { type Check, differences, partitionOf, Sums } from './check.ts';

const groupKey = ({ category, rate }: { category: string; rate: number }): string => `${category} ${rate}`;

/**
 * Credit notes: never more than was invoiced, in all and by rate; what each settled is what the invoices say; nothing of a
 * note is lost between settled, left and refunded.
 */
export const creditNoteCheck = (): Check => {
  const told = new Sums();
  const facts = new Sums();
  const torn: string[] = [];

  const noteInvoice = (invoice: StoredInvoice): void => {
    const { id, number, totals, credits, creditedBy } = invoice;
    const groups = creditableGroups(invoice);
    told.add(`credited of ${id}`, totals.credited);
    told.add(`credit notes on ${id}`, credits.gross);
    for (const group of credits.groups) told.add(`${groupKey(group)} of ${id}`, group.base + group.tax);
    if (totals.credited !== sumOf(creditedBy.map(({ amount }) => amount)))
      torn.push(`Invoice ${number} does not say who credited it.`);
    const over = credits.groups.some((group) => {
      const whole = groups.find((one) => groupKey(one) === groupKey(group));
      return !whole || group.base > whole.base || group.tax > whole.tax;
    });
    if (over || credits.gross > creditableGross(invoice))
      torn.push(`More is credited of invoice ${number} than it asked for.`);
  };

  const noteCreditNote = (note: StoredCreditNote): void => {
    const { invoiceId, number, totals, applied, unapplied, refunded, allocations, refunds, taxBreakdown } = note;
    facts.add(`credit notes on ${invoiceId}`, totals.gross);
    for (const group of taxBreakdown) facts.add(`${groupKey(group)} of ${invoiceId}`, group.base + group.tax);
    for (const { invoiceId: settled, amount } of allocations) facts.add(`credited of ${settled}`, amount);
    const isWhole =
      totals.gross === applied + unapplied + refunded &&
      applied === sumOf(allocations.map(({ amount }) => amount)) &&
      refunded === sumOf(refunds.map(({ amount }) => amount));
    if (!isWhole || unapplied < 0) torn.push(`Credit note ${number} does not add up.`);
  };

  return {
    note: (row) => {
      const { noun } = partitionOf(row);
      if (noun === 'invoice' && row['sk'] === 'invoice') noteInvoice(StoredInvoice.parse(row));
      else if (noun === 'credit-note' && row['sk'] === 'credit-note') noteCreditNote(StoredCreditNote.parse(row));
    },
    findings: () => [
      ...torn,
      ...differences(told, facts, (key, one, other) => `By the invoices ${key} is ${one}, by credit notes ${other}.`),
    ],
  };
};
