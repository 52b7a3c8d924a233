import * as z from 'zod';
import { newId } from '../ids.ts';
import { sumOf } from '../money/money.ts';
import { itemKinds, keys } from '../table/table-map.ts';
import type { Work } from '../table/work.ts';
import { lazyObject } from '../lazy-object.ts';

export const Account = z.enum([
  'receivables',
  'bank',
  'card_clearing',
  'bank_charges',
  'customer_credit',
  'revenue',
  'shipping',
  'output_tax',
  'discounts_allowed',
  'bad_debt',
  'bad_debt_recovered',
  'fees',
  'interest',
  'refunds_payable',
  'rounding',
]);
export type Account = z.infer<typeof Account>;

/** Names of the accounts for people. */
export const accountNames: Record<Account, string> = {
  receivables: 'Trade receivables',
  bank: 'Bank',
  card_clearing: 'Card clearing',
  bank_charges: 'Bank charges',
  customer_credit: 'Customer payments not yet applied',
  revenue: 'Revenue',
  shipping: 'Shipping charged',
  output_tax: 'Output tax',
  discounts_allowed: 'Discounts allowed',
  bad_debt: 'Bad debt',
  bad_debt_recovered: 'Bad debt recovered',
  fees: 'Dunning fees',
  interest: 'Interest on late payment',
  refunds_payable: 'Refunds payable',
  rounding: 'Rounding differences',
};

/** One side of a journal, in minor units: exactly one of the two is not 0. */
export const Posting = lazyObject(() => ({ account: Account, debit: z.int().min(0), credit: z.int().min(0) }));
export type Posting = z.infer<typeof Posting>;

/** A journal as stored. `date` is the posting date: what `asOf` reads. */
export const Journal = lazyObject(() => ({
  id: z.string(),
  date: z.iso.date(),
  /** What it books: the id of an invoice or a payment. */
  about: z.string(),
  text: z.string(),
  postings: z.array(Posting),
  at: z.iso.datetime(),
  projected: z.boolean().optional(),
}));
export type Journal = z.infer<typeof Journal>;

/** A debit of an amount; a negative one becomes a credit. */
export const debit = (account: Account, amount: number): Posting =>
  amount >= 0 ? { account, debit: amount, credit: 0 } : { account, debit: 0, credit: -amount };

/** A credit of an amount; a negative one becomes a debit. */
export const credit = (account: Account, amount: number): Posting => debit(account, -amount);

/** Adds a journal to the transaction of what it books. Throws when it does not balance; nothing is booked for 0. */
export const postJournal = (work: Work, journal: Omit<Journal, 'id' | 'projected'>): void => {
  const postings = journal.postings.filter((posting) => posting.debit !== 0 || posting.credit !== 0);
  if (sumOf(postings.map((posting) => posting.debit - posting.credit)) !== 0) {
    throw new Error(`A journal about ${journal.about} does not balance.`);
  }
  if (postings.length === 0) return;
  const id = newId('jrn');
  work.put({ ...keys.journal(id), kind: itemKinds.journal, ...journal, id, postings }, 'new');
};
