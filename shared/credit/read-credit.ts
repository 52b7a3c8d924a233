import type { Call } from '../call.ts';
import { findInvoices } from '../invoices/invoice-store.ts';
import { sumOf } from '../money/money.ts';
import { indexed } from '../table/table-map.ts';
import { queryAllRows } from '../table/table.ts';
import type { Credit } from './credit.ts';
import { loadCredit } from './credit-store.ts';

/** What is due on invoices of the customer whose due date has passed. */
const overdueOf = async (customerId: string, call: Call): Promise<number> => {
  const rows = await queryAllRows({
    index: 'owner',
    pk: indexed.owner(`customer#${customerId}`, 'invoice', '').ownerPk,
  });
  const invoices = await findInvoices(
    rows.map((row) => String(row['ownerSk'])),
    call,
  );
  return sumOf(invoices.filter((invoice) => invoice.dueDate < call.today).map((invoice) => invoice.totals.due));
};

/** The credit of a customer as GET answers it, its overdue amount as of today. */
export const readCredit = async (customerId: string, call: Call): Promise<Credit> => {
  const { limit, currency, hold, used, receivables, version } = await loadCredit(customerId);
  const overdue = receivables > 0 ? await overdueOf(customerId, call) : 0;
  return { limit, currency, hold, used, available: limit - used, overdue, version };
};
