import type { Call } from '../call.ts';
import { findOverdueInvoices } from '../invoices/invoice-store.ts';
import { sumOf } from '../money/money.ts';
import type { Credit } from './credit.ts';
import { loadCredit } from './credit-store.ts';

/** What is due on invoices of the customer whose due date has passed. */
const overdueOf = async (customerId: string, call: Call): Promise<number> =>
  sumOf((await findOverdueInvoices(customerId, call.today, call)).map((invoice) => invoice.totals.due));

/** The credit of a customer as GET answers it, its overdue amount as of today. */
export const readCredit = async (customerId: string, call: Call): Promise<Credit> => {
  const { limit, currency, hold, used, receivables, version } = await loadCredit(customerId);
  const overdue = receivables > 0 ? await overdueOf(customerId, call) : 0;
  return { limit, currency, hold, used, available: limit - used, overdue, version };
};
