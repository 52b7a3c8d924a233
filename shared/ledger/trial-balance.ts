import * as z from 'zod';
import { sumOf } from '../money/money.ts';
import { monthOf } from '../table/table-map.ts';
import { queryAllRows } from '../table/table.ts';
import { Account, accountNames } from './journal.ts';
import { lazyObject } from '../lazy-object.ts';

/** GET /v1/ledger/trial-balance. Minor units; balance = debit - credit; balances sum to 0. */
export const TrialBalance = lazyObject(() => ({
  asOf: z.iso.date(),
  currency: z.string(),
  accounts: z.array(
    z.object({ account: Account, name: z.string(), debit: z.int(), credit: z.int(), balance: z.int() }),
  ),
}));
export type TrialBalance = z.infer<typeof TrialBalance>;

const Balance = lazyObject(() => ({ account: Account, debit: z.int(), credit: z.int() }));

/**
 * The trial balance by posting dates up to and including `asOf`: whole months before it, then the days of its month.
 * At most 15 items a month of history and 15 a day of the current one.
 */
export const trialBalance = async (asOf: string, currency: string): Promise<TrialBalance> => {
  const month = monthOf(asOf);
  const [months, days] = await Promise.all([
    queryAllRows({ pk: 'ledger', between: ['month#', `month#${month}`] }),
    queryAllRows({ pk: 'ledger', between: [`day#${month}-01#`, `day#${asOf}#~`] }),
  ]);
  const balances = [...months, ...days].map((row) => Balance.parse(row));
  return {
    asOf,
    currency,
    accounts: Account.options.map((account) => {
      const own = balances.filter((balance) => balance.account === account);
      const debit = sumOf(own.map((balance) => balance.debit));
      const credit = sumOf(own.map((balance) => balance.credit));
      return { account, name: accountNames[account], debit, credit, balance: debit - credit };
    }),
  };
};
