import { cumulativePart, sumOf } from '../money/money.ts';
import { taxGroups, totalTax } from '../tax/assess-tax.ts';
import { deductionsOf, type Taxed } from './deductions.ts';
import type { Counts, OrderState, OrderStatus, PaymentStatus, StoredLine, StoredOrder } from './order.ts';

/** Pieces that are neither shipped nor cancelled. */
export const openPieces = (line: Pick<StoredLine, 'quantity' | 'cancelled' | 'shipped'>): number =>
  line.quantity - line.cancelled - line.shipped;

const needsStock = (line: StoredLine): boolean => line.kind === 'goods';

/** Open pieces nothing is reserved for yet. */
export const unreservedPieces = (line: StoredLine): number => (needsStock(line) ? openPieces(line) - line.reserved : 0);

/** Sums the lines' pieces by stage. */
export const countPieces = (lines: readonly StoredLine[]): Counts => ({
  ordered: sumOf(lines.map((line) => line.quantity)),
  cancelled: sumOf(lines.map((line) => line.cancelled)),
  shipped: sumOf(lines.map((line) => line.shipped)),
  invoiced: sumOf(lines.map((line) => line.invoiced)),
  reserved: sumOf(lines.map((line) => line.reserved)),
  needsNoStock: sumOf(lines.map((line) => (needsStock(line) ? 0 : openPieces(line)))),
});

type Settled = Pick<StoredOrder, 'counts' | 'invoices'>;

/** All that shipped is invoiced and every invoice settled. */
const settled = ({ counts, invoices }: Settled): boolean =>
  counts.invoiced === counts.shipped &&
  invoices.every((invoice) => invoice.status !== 'open' && invoice.status !== 'partially_paid');

/** The contract's order of precedence: the first that is true. */
export const statusOf = (order: Settled & Pick<StoredOrder, 'credit' | 'reservationTried'>): OrderStatus => {
  const { counts, credit } = order;
  if (credit.decision === 'rejected') return 'rejected';
  if (counts.cancelled === counts.ordered) return 'cancelled';
  if (credit.decision === 'held') return 'credit_hold';
  const open = counts.ordered - counts.cancelled - counts.shipped;
  if (open === 0) return settled(order) ? 'completed' : 'shipped';
  if (!order.reservationTried) return 'accepted';
  return open - counts.reserved - counts.needsNoStock > 0 ? 'backordered' : 'fulfilling';
};

/** `paid` only when all that shipped is invoiced and settled. */
export const paymentStatusOf = ({ counts, invoices }: Settled): PaymentStatus => {
  if (invoices.length === 0) return 'not_invoiced';
  if (invoices.some((invoice) => invoice.status === 'written_off')) return 'written_off';
  if (settled({ counts, invoices }) && counts.shipped > 0) return 'paid';
  return invoices.some((invoice) => invoice.status !== 'open') ? 'partially_paid' : 'open';
};

/** Net of a line's pieces `from` (exclusive) to `to`, rounded cumulatively so that partial invoices add up. */
export const netOfPieces = (line: Pick<StoredLine, 'net' | 'quantity'>, from: number, to: number): number =>
  cumulativePart(line.net, to, line.quantity) - cumulativePart(line.net, from, line.quantity);

const treatmentOf = (line: StoredLine) => ({ code: line.taxCode, rate: line.taxRate, reason: line.taxReason });

/** Net of the lines' pieces from so many on, less what is cancelled. */
const netsFrom = (lines: readonly StoredLine[], first: (line: StoredLine) => number) =>
  lines.map((line) => ({
    net: netOfPieces(line, first(line), line.quantity - line.cancelled),
    treatment: treatmentOf(line),
  }));

const grossOf = (taken: ReturnType<typeof netsFrom>): number =>
  sumOf(taken.map((line) => line.net)) + totalTax(taxGroups(taken));

/** Net of what may still be invoiced of each line, whether it was invoiced in advance or not. */
export const openNets = (lines: readonly StoredLine[]): Taxed[] =>
  netsFrom(lines, (line) => line.invoiced).map(({ net, treatment: { code, rate } }) => ({ net, category: code, rate }));

/** Gross of what may still be invoiced of an order on one invoice, less what was in advance; whatever credit says of it. */
export const openGross = (order: Pick<StoredOrder, 'prepaymentInvoices'>, lines: readonly StoredLine[]): number => {
  const deductions = deductionsOf(order.prepaymentInvoices, openNets(lines)).map(({ category, rate, base }) => ({
    net: -base,
    treatment: { code: category, rate, reason: undefined },
  }));
  return grossOf([...netsFrom(lines, (line) => line.invoiced), ...deductions]);
};

/** Gross of all that is not cancelled, as the customer was told it: tax rounded once, not once per invoice. */
export const orderGross = (lines: readonly StoredLine[]): number => grossOf(netsFrom(lines, () => 0));

/** What an order counts in its customer's exposure: 0 unless credit approved it. */
export const openExposure = (
  order: Pick<StoredOrder, 'credit' | 'prepaymentInvoices'>,
  lines: readonly StoredLine[],
): number => (order.credit.decision === 'approved' ? openGross(order, lines) : 0);

/** Whether reserved pieces wait for a pick list in a warehouse where the order has none open. */
export const awaitsPickList = ({ header, lines }: OrderState): boolean =>
  lines.some((line) =>
    line.reservations.some(
      (one) => one.fulfillmentId === undefined && !Object.hasOwn(header.openFulfillments, one.warehouse),
    ),
  );

/** Whether a look by reserveOrder is due: it alone opens pick lists. */
const listsDue = (order: OrderState): boolean =>
  order.header.reservationTried &&
  (awaitsPickList(order) || order.lines.some((line) => !line.stockTracked && unreservedPieces(line) > 0));

/** Whether the order holds pieces, or places in the queues for them, that credit does not let it have (any more). */
const givingBack = ({ header, lines }: OrderState): boolean =>
  header.credit.decision !== 'approved' && lines.some((line) => line.reserved > 0 || line.waiting);

/** Whether the order should move by itself: the sweep looks after those that do not. */
export const isUnfinished = (header: StoredOrder): boolean =>
  header.status === 'accepted' ||
  header.cancelling !== undefined ||
  header.givingBack ||
  header.uninvoicedShipmentIds.length > 0 ||
  (header.listsDue && (header.status === 'backordered' || header.status === 'fulfilling'));

/** Everything of a header that follows from other things, computed anew. */
export const derive = ({ header, lines }: OrderState): StoredOrder => {
  const counts = countPieces(lines);
  const order = { header, lines };
  const next = { ...header, counts, listsDue: listsDue(order), givingBack: givingBack(order) };
  return { ...next, status: statusOf(next), paymentStatus: paymentStatusOf(next), exposure: openExposure(next, lines) };
};
