import { StoredCredit } from '../credit/credit.ts';
import { StoredCreditNote } from '../credit-notes/credit-note.ts';
import { StoredInvoice } from '../invoices/stored-invoice.ts';
import { StoredOrder } from '../orders/order.ts';
import { StoredPayment } from '../payments/payment.ts';
import { type Check, partitionOf, Sums, wrongCounters } from './check.ts';

/**
 * Exposure: the counters of each customer are what orders, invoices, payments and credit notes add up to, those of a group
 * what its members use.
 */
export const exposureCheck = (): Check => {
  const told = new Sums();
  const facts = new Sums();
  const torn: string[] = [];

  const noteCredit = (credit: StoredCredit): void => {
    const { customerId, openOrders, receivables, unapplied, used, group, groupUsed } = credit;
    told.add(`openOrders of ${customerId}`, openOrders);
    told.add(`receivables of ${customerId}`, receivables);
    told.add(`unapplied of ${customerId}`, unapplied);
    if (used !== openOrders + receivables - unapplied)
      torn.push(`The credit of ${customerId} does not add up to used.`);
    if (groupUsed !== undefined) told.add(`used of the group of ${customerId}`, groupUsed);
    if (group !== undefined) facts.add(`used of the group of ${group}`, used);
  };

  return {
    note: (row) => {
      const { noun } = partitionOf(row);
      if (noun === 'customer' && row['sk'] === 'credit') noteCredit(StoredCredit.parse(row));
      else if (noun === 'order' && row['sk'] === 'order') {
        const { customerId, exposure } = StoredOrder.parse(row);
        facts.add(`openOrders of ${customerId}`, exposure);
      } else if (noun === 'invoice' && row['sk'] === 'invoice') {
        const { customerId, totals } = StoredInvoice.parse(row);
        facts.add(`receivables of ${customerId}`, totals.due);
      } else if (noun === 'payment' && row['sk'] === 'payment') {
        const { customerId, unapplied } = StoredPayment.parse(row);
        if (customerId !== null) facts.add(`unapplied of ${customerId}`, unapplied);
      } else if (noun === 'credit-note' && row['sk'] === 'credit-note') {
        const { customerId, unapplied } = StoredCreditNote.parse(row);
        facts.add(`unapplied of ${customerId}`, unapplied);
      }
    },
    findings: () => [...torn, ...wrongCounters(told, facts)],
  };
};
