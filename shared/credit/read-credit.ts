import type { Call } from '../call.ts';
import { findOverdueInvoices } from '../invoices/invoice-store.ts';
import { sumOf } from '../money/money.ts';
import { parentOf } from './credit-group.ts';
import { loadCredit } from './credit-store.ts';
import { keys } from '../table/table-map.ts';
import { getRowsByKey } from '../table/table.ts';
import { type Credit, StoredCredit } from './credit.ts';
import { knownScore } from './score-store.ts';

/** What is due on invoices of the customer whose due date has passed. */
const overdueOf = async (customerId: string, call: Call): Promise<number> =>
  sumOf((await findOverdueInvoices(customerId, call.today, call)).map((invoice) => invoice.totals.due));

/** What the customer's group may use and uses; undefined: it is in none. */
const groupOf = async (credit: StoredCredit): Promise<Credit['group']> => {
  if (credit.group === undefined) return undefined;
  const head = credit.group === credit.customerId ? credit : await loadCredit(credit.group);
  const used = head.groupUsed ?? head.used;
  return { limit: head.limit, used, available: head.limit - used };
};

/** The credit of a customer as GET answers it, its overdue amount as of today; score and grade once they are known. */
export const readCredit = async (customerId: string, call: Call): Promise<Credit> => {
  const rowOf = await getRowsByKey([keys.credit(customerId), keys.creditScore(customerId)]);
  const credit = StoredCredit.parse(rowOf(keys.credit(customerId)));
  const { score, grade } = knownScore(rowOf(keys.creditScore(customerId))) ?? {};
  const { limit, currency, hold, used, receivables, version } = credit;
  const overdue = receivables > 0 ? await overdueOf(customerId, call) : 0;
  return {
    limit,
    currency,
    hold,
    used,
    available: limit - used,
    overdue,
    score,
    grade,
    parentCustomerId: parentOf(credit),
    group: await groupOf(credit),
    version,
  };
};
