import { callBy } from '../call.ts';
import { addDays, dateIn } from '../dates.ts';
import { eachByItself } from '../each-by-itself.ts';
import { env } from '../env.ts';
import { idIn } from '../http/list.ts';
import { findInvoices } from '../invoices/invoice-store.ts';
import { partitionOfStatus } from '../table/partitions.ts';
import { indexKeys } from '../table/table-map.ts';
import { queryAllRows } from '../table/table.ts';
import { holdUnpickedOrders } from './hold-unpicked-orders.ts';

/** A run that was missed is made up for within so many days. */
const daysLookedBack = 7;

/** Open invoices that have left the days of grace within the last week. */
const findNewlyLate = async (day: string, graceDays: number): Promise<string[]> => {
  const last = addDays(day, -graceDays - 1);
  const between = [addDays(last, -daysLookedBack), `${last}~`] as const;
  const { sk } = indexKeys('status');
  const ofEach = await Promise.all(
    (['open', 'partially_paid'] as const).map((status) =>
      queryAllRows({ ...partitionOfStatus('invoice', status), between }),
    ),
  );
  return ofEach.flat().map((row) => idIn(String(row[sk])));
};

/**
 * Holds the orders not yet picked of customers with an invoice overdue for more than the policy's days of grace, where the
 * tenant wants that. A customer that fails does not keep the others waiting; the run then fails at its end and is tried again.
 */
export const holdOrdersOfOverdueCustomers = async (asOf: string): Promise<{ late: number; customers: number }> => {
  const { creditPolicy, timeZone } = env().TENANT;
  const { graceDaysOverdue, holdWhenOverdue } = creditPolicy;
  if (!holdWhenOverdue || graceDaysOverdue === undefined) return { late: 0, customers: 0 };
  const day = dateIn(timeZone, asOf);
  const call = callBy({ actor: 'hold-orders-on-overdue', correlationId: `credit-${day}` });
  const invoices = await findInvoices(await findNewlyLate(day, graceDaysOverdue), call);
  const customers = [...new Set(invoices.map((invoice) => invoice.customerId))];
  const failure = { message: 'Orders of a late payer could not be held', field: 'customerId' } as const;
  const failed = await eachByItself(customers, failure, (customerId) =>
    holdUnpickedOrders(customerId, ['overdue', 'overdue_too_long'], call),
  );
  if (failed > 0) throw new Error(`The orders of ${failed} of ${customers.length} customers could not be held.`);
  return { late: invoices.length, customers: customers.length };
};
