import { listOf } from '../shared/http/list.ts';
import { Invoice } from '../shared/invoices/invoice.ts';
import { TrialBalance } from '../shared/ledger/trial-balance.ts';
import { formatMoney } from '../shared/money/format-money.ts';
import { Order } from '../shared/orders/order.ts';
import type { ApiClient } from './api-client.ts';
import { hasArrived, payPlanOf } from './pay-order.ts';

export interface Summary {
  /** Status → number of the demo's orders. */
  orders: Map<string, number>;
  /** The orders that did not get where they should, each with its status. */
  stuck: string[];
  invoices: Invoice[];
  ledger: TrialBalance;
  /** Sum of all balances: 0. */
  difference: number;
}

/** What came of the demo's orders, and the books of the whole tenant. */
export const summarise = async (api: ApiClient, orderIds: readonly string[]): Promise<Summary> => {
  const orders = new Map<string, number>();
  const stuck: string[] = [];
  const invoices: Invoice[] = [];
  for (const [index, id] of orderIds.entries()) {
    const order = await api.call({ as: 'admin', method: 'GET', path: `/v1/orders/${id}`, answer: Order });
    orders.set(order.status, (orders.get(order.status) ?? 0) + 1);
    if (!hasArrived(order.status, payPlanOf(index))) stuck.push(`${order.number} (${order.status})`);
    const path = `/v1/invoices?orderId=${id}`;
    invoices.push(...(await api.call({ as: 'admin', method: 'GET', path, answer: listOf(Invoice) })).items);
  }
  const path = '/v1/ledger/trial-balance';
  const ledger = await api.call({ as: 'finance', method: 'GET', path, answer: TrialBalance });
  const difference = ledger.accounts.reduce((sum, account) => sum + account.balance, 0);
  return { orders, stuck, invoices, ledger, difference };
};

const sum = (invoices: readonly Invoice[], of: (invoice: Invoice) => number): number =>
  invoices.reduce((total, invoice) => total + of(invoice), 0);

const row = (name: string, value: string): string => `  ${name.padEnd(34)}${value.padStart(18)}`;

/** The summary as a table for the terminal. */
export const showSummary = ({ orders, invoices, ledger, difference }: Summary): string => {
  const money = (minor: number): string => formatMoney(minor, ledger.currency, 'en');
  const rule = `  ${'-'.repeat(52)}`;
  return [
    '  Orders',
    ...[...orders].map(([status, count]) => row(`  ${status}`, String(count))),
    rule,
    row('Invoices', String(invoices.length)),
    row('Invoiced, with tax', money(sum(invoices, (one) => one.totals.gross))),
    row('Cash received', money(sum(invoices, (one) => one.totals.paid))),
    row('Open receivables', money(sum(invoices, (one) => one.totals.due))),
    rule,
    '  Trial balance of the tenant',
    ...ledger.accounts
      .filter((account) => account.debit !== 0 || account.credit !== 0)
      .map((account) => row(`  ${account.name}`, money(account.balance))),
    row('Difference', money(difference)),
  ].join('\n');
};
