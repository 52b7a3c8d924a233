import type { Call } from '../call.ts';
import { idIn } from '../http/list.ts';
import { findInvoices } from '../invoices/invoice-store.ts';
import { sumOf } from '../money/money.ts';
import { partitionOfStatus } from '../table/partitions.ts';
import { indexKeys } from '../table/table-map.ts';
import { queryAllRows } from '../table/table.ts';
import type { Credit } from './credit.ts';
import { loadCredit } from './credit-store.ts';

/** What is due on invoices of the customer whose due date has passed: only those not settled are read. */
const overdueOf = async (customerId: string, call: Call): Promise<number> => {
  const partitions = (['open', 'partially_paid'] as const).map((status) =>
    queryAllRows({ ...partitionOfStatus('invoice', status, `customer#${customerId}`), between: ['0', call.today] }),
  );
  const rows = (await Promise.all(partitions)).flat();
  // One that is paid in part at this moment may stand in both.
  const ids = new Set(rows.map((row) => idIn(String(row[indexKeys('ownerStatus').sk]))));
  const invoices = await findInvoices([...ids], call);
  return sumOf(invoices.filter((invoice) => invoice.dueDate < call.today).map((invoice) => invoice.totals.due));
};

/** The credit of a customer as GET answers it, its overdue amount as of today. */
export const readCredit = async (customerId: string, call: Call): Promise<Credit> => {
  const { limit, currency, hold, used, receivables, version } = await loadCredit(customerId);
  const overdue = receivables > 0 ? await overdueOf(customerId, call) : 0;
  return { limit, currency, hold, used, available: limit - used, overdue, version };
};
