import type { Call } from '../call.ts';
import { keys, monthOf } from '../table/table-map.ts';
import { getRows } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import { Journal } from './journal.ts';

/** Journals per transaction: each is marked, and its accounts add to one day and one month balance each. */
const journalsPerStep = 15;

const addUp = (
  journals: readonly Journal[],
): Map<string, { period: string; account: string; debit: number; credit: number }> => {
  const sums = new Map<string, { period: string; account: string; debit: number; credit: number }>();
  for (const journal of journals) {
    for (const { account, debit, credit } of journal.postings) {
      for (const period of [journal.date, monthOf(journal.date)]) {
        const key = `${period} ${account}`;
        const sum = sums.get(key) ?? { period, account, debit: 0, credit: 0 };
        sums.set(key, { ...sum, debit: sum.debit + debit, credit: sum.credit + credit });
      }
    }
  }
  return sums;
};

/** As many journals as fit into one transaction with their balances; at least one. */
const fitting = (journals: readonly Journal[]): Journal[] => {
  let count = Math.min(journalsPerStep, journals.length);
  while (count > 1 && count + addUp(journals.slice(0, count)).size > 75) count -= 1;
  return journals.slice(0, count);
};

const projectStep = async (ids: readonly string[], call: Call): Promise<number> => {
  const open = (await getRows(ids.map((id) => keys.journal(id))))
    .map((row) => Journal.parse(row))
    .filter((journal) => !journal.projected);
  const step = fitting(open);
  if (step.length === 0) return 0;
  const work = new Work(call);
  for (const journal of step) {
    work.update({
      key: keys.journal(journal.id),
      set: { projected: true },
      when: ['exists', { attribute: 'projected', is: 'absent' }],
    });
  }
  for (const { period, account, debit, credit } of addUp(step).values()) {
    work.update({ key: keys.balance(period, account), set: { account, period }, add: { debit, credit } });
  }
  await work.commit();
  return open.length - step.length;
};

/**
 * Adds journals to the balances of their days and months. Each journal is marked in the same transaction, so that one
 * delivered twice counts once; a whole batch shares few transactions.
 */
export const projectJournals = async (ids: readonly string[], call: Call): Promise<void> => {
  for (let start = 0; start < ids.length; start += 50) {
    const page = [...new Set(ids.slice(start, start + 50))];
    while ((await deciding(() => projectStep(page, call))) > 0) {
      // Goes on until every journal of the page is in.
    }
  }
};
