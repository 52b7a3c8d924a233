import type { Call } from '../call.ts';
import { daysBetween } from '../dates.ts';
import { findInvoices, overdueInvoiceIds } from '../invoices/invoice-store.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { formatMoney } from '../money/format-money.ts';
import { sumOf } from '../money/money.ts';
import type { OrderState } from '../orders/order.ts';
import { openGross } from '../orders/order-status.ts';
import { keys } from '../table/table-map.ts';
import { getRows, getRowsByKey } from '../table/table.ts';
import { StoredCredit } from './credit.ts';
import { usedOf } from './credit-ground.ts';
import type { CreditReview } from './review.ts';
import { knownScore, type StoredScore } from './score-store.ts';
import { suggestDecision } from './suggest-decision.ts';

/** Of each customer so many overdue invoices are looked at, the oldest first; a page costs no more. */
const mostOverdue = 20;
const mostNamed = 3;

/** What the desk knows of a customer. */
interface Standing {
  /** Whose limit counts: the customer's own credit, or that of the head of its group. */
  head: StoredCredit;
  score: StoredScore | undefined;
  /** Oldest first. */
  overdue: StoredInvoice[];
  /** Whether these are all. */
  complete: boolean;
}

/** The credits of heads that are not among those read already. */
const otherHeads = async (credits: readonly StoredCredit[]): Promise<Map<string, StoredCredit>> => {
  const known = new Map(credits.map((credit) => [credit.customerId, credit]));
  const missing = credits.flatMap(({ group }) => (group === undefined || known.has(group) ? [] : [group]));
  const rows = await getRows([...new Set(missing)].map((id) => keys.credit(id)));
  for (const row of rows) {
    const credit = StoredCredit.parse(row);
    known.set(credit.customerId, credit);
  }
  return known;
};

/**
 * Credit and score of all customers in one read; then, of those who owe anything, their overdue invoices in another, and the
 * limits of groups.
 */
const standingsOf = async (customerIds: readonly string[], call: Call): Promise<Map<string, Standing>> => {
  const rowOf = await getRowsByKey(customerIds.flatMap((id) => [keys.credit(id), keys.creditScore(id)]));
  const found = await Promise.all(
    customerIds.map(async (id) => {
      const credit = StoredCredit.parse(rowOf(keys.credit(id)));
      const ids = credit.receivables > 0 ? await overdueInvoiceIds(id, call.today, mostOverdue + 1) : [];
      return { id, credit, score: knownScore(rowOf(keys.creditScore(id))), ids };
    }),
  );
  const invoices = await findInvoices(
    found.flatMap(({ ids }) => ids.slice(0, mostOverdue)),
    call,
  );
  // The index may lag behind what was paid a moment ago.
  const open = Map.groupBy(
    invoices.filter((one) => one.totals.due > 0),
    (one) => one.customerId,
  );
  const heads = await otherHeads(found.map(({ credit }) => credit));
  return new Map(
    found.map(({ id, credit, score, ids }) => [
      id,
      {
        head: heads.get(credit.group ?? id) ?? credit,
        score,
        overdue: open.get(id) ?? [],
        complete: ids.length <= mostOverdue,
      },
    ]),
  );
};

/** The order as every reader of the list may see it. */
const reviewOf = ({ header }: OrderState): CreditReview => {
  const { id: orderId, number, customerId, currency, placedAt, totals, credit } = header;
  return {
    orderId,
    number,
    customerId,
    currency,
    gross: totals.gross,
    placedAt,
    status: 'open',
    reasons: credit.reasons,
  };
};

const overdueOf = ({ overdue, complete }: Standing, today: string) => {
  const daysOverdue = ({ dueDate }: StoredInvoice): number => daysBetween(dueDate, today);
  return {
    count: overdue.length,
    amount: sumOf(overdue.map((one) => one.totals.due)),
    oldestDays: Math.max(0, ...overdue.map(daysOverdue)),
    complete,
    invoices: overdue.slice(0, mostNamed).map((one) => ({
      invoiceId: one.id,
      number: one.number,
      dueDate: one.dueDate,
      daysOverdue: daysOverdue(one),
      due: one.totals.due,
    })),
  };
};

const paymentHistoryOf = ({ score }: Standing) => ({
  invoices: score?.figures.invoices ?? 0,
  averageDaysLate: score?.figures.averageDaysLate ?? null,
  shareLate: score?.figures.shareLate ?? null,
  score: score?.score ?? null,
  grade: score?.grade ?? null,
});

const withStanding = (order: OrderState, standing: Standing, call: Call): CreditReview => {
  const { limit } = standing.head;
  const used = usedOf(standing);
  // What approving would add: less than the gross once some of it is cancelled.
  const exposure = { used, limit, available: limit - used, afterOrder: used + openGross(order.header, order.lines) };
  const overdue = overdueOf(standing, call.today);
  const paymentHistory = paymentHistoryOf(standing);
  const { currency } = order.header;
  const suggested = suggestDecision({ exposure, overdue, payments: paymentHistory }, (amount) =>
    formatMoney(amount, currency, 'en'),
  );
  return { ...reviewOf(order), exposure, overdueInvoices: overdue, paymentHistory, suggestedDecision: suggested };
};

/**
 * Held orders as the desk sees them, with what speaks for and against each; null for what is not held (any more). The
 * customer's own login sees that its order is held, not what is thought of it.
 */
export const presentReviews = async (
  orders: readonly (OrderState | null)[],
  call: Call,
): Promise<(CreditReview | null)[]> => {
  const held = orders.map((order) => (order?.header.status === 'credit_hold' ? order : null));
  if (call.customerId !== undefined) return held.map((order) => order && reviewOf(order));
  const customers = new Set(held.flatMap((order) => order?.header.customerId ?? []));
  const standings = await standingsOf([...customers], call);
  return held.map((order) => {
    const standing = order && standings.get(order.header.customerId);
    return standing ? withStanding(order, standing, call) : null;
  });
};
