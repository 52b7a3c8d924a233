import * as z from 'zod';
import { StoredCreditNote } from '../credit-notes/credit-note.ts';
import { StoredInvoice } from '../invoices/stored-invoice.ts';
import { Account, Journal } from '../ledger/journal.ts';
import { undeducted } from '../orders/deductions.ts';
import { StoredOrder } from '../orders/order.ts';
import { StoredPayment } from '../payments/payment.ts';
import { itemKinds, monthOf } from '../table/table-map.ts';
import { type Check, differences, partitionOf, Sums } from './check.ts';

const Balance = z.object({ account: Account, period: z.string(), debit: z.int(), credit: z.int() });

/**
 * The books: every journal balances, balances are the sum of the journals they count, and what the accounts say of
 * receivables and customers' money is what invoices, payments and credit notes say; the net of what was invoiced in advance
 * and not yet supplied is customers' money too.
 */
export const ledgerCheck = (): Check => {
  const accounts = new Sums();
  const projected = new Sums();
  const balances = new Sums();
  const unbalanced: string[] = [];
  const waiting: string[] = [];
  let due = 0;
  let unapplied = 0;
  let inAdvance = 0;

  const noteJournal = (journal: Journal): void => {
    const sum = journal.postings.reduce((total, one) => total + one.debit - one.credit, 0);
    if (sum !== 0) unbalanced.push(`Journal ${journal.id} is out of balance by ${sum}.`);
    if (!journal.projected) waiting.push(`Journal ${journal.id} is not in the balances yet.`);
    for (const { account, debit, credit } of journal.postings) {
      accounts.add(account, debit - credit);
      if (!journal.projected) continue;
      projected.add(`${journal.date} ${account}`, debit - credit);
      projected.add(`${monthOf(journal.date)} ${account}`, debit - credit);
    }
  };

  const expect = (account: Account, fact: number, of: string): string[] =>
    accounts.of(account) === fact ? [] : [`The account ${account} says ${accounts.of(account)}, ${of} say ${fact}.`];

  return {
    note: (row) => {
      const { noun } = partitionOf(row);
      if (row['kind'] === itemKinds.journal) noteJournal(Journal.parse(row));
      else if (noun === 'ledger') {
        const { account, period, debit, credit } = Balance.parse(row);
        balances.add(`${period} ${account}`, debit - credit);
      } else if (noun === 'order' && row['sk'] === 'order') {
        inAdvance += undeducted(StoredOrder.parse(row).prepaymentInvoices);
      } else if (noun === 'invoice' && row['sk'] === 'invoice') due += StoredInvoice.parse(row).totals.due;
      else if (noun === 'payment' && row['sk'] === 'payment') unapplied += StoredPayment.parse(row).unapplied;
      else if (noun === 'credit-note' && row['sk'] === 'credit-note')
        unapplied += StoredCreditNote.parse(row).unapplied;
    },
    findings: () => [
      ...unbalanced,
      ...waiting,
      ...(accounts.total() === 0 ? [] : [`The accounts sum to ${accounts.total()}, not to 0.`]),
      ...differences(
        balances,
        projected,
        (key, told, fact) => `The balance ${key} says ${told}, its journals ${fact}.`,
      ),
      ...expect('receivables', due, 'the invoices'),
      ...expect('customer_credit', 0 - unapplied - inAdvance, 'payments, credit notes and invoices in advance'),
    ],
  };
};
