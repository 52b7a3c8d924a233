import type { Call } from '../call.ts';
import type { StoredFulfillment } from '../fulfillments/fulfillment.ts';
import { fulfillmentFacts, fulfillmentSubject, saveFulfillment } from '../fulfillments/fulfillment-store.ts';
import { reserveChange } from '../stock/stock-store.ts';
import type { Work } from '../table/work.ts';
import type { OrderState, StoredLine } from './order.ts';

/** Stock rows and queue entries one transaction may change beside the order and its pick lists. */
const rowsPerStep = 30;

const rowsOf = (line: StoredLine): number => line.reservations.length + (line.waiting ? 1 : 0);

/** Whether pieces of the line are reserved or waited for. */
export const holdsSomething = (line: StoredLine): boolean => rowsOf(line) > 0;

/** Whether somebody has begun to get the pieces of a pick list together. */
export const isBegun = ({ status, shipping }: StoredFulfillment): boolean =>
  shipping !== undefined || (status !== 'pending' && status !== 'cancelled');

const withoutReservations = (line: StoredLine): StoredLine => ({
  ...line,
  reservations: [],
  reserved: 0,
  waiting: false,
});

/** The first lines that hold something, as many as fit into one transaction. */
const firstStep = (lines: readonly StoredLine[]): StoredLine[] => {
  const step: StoredLine[] = [];
  let rows = 0;
  for (const line of lines.filter(holdsSomething)) {
    rows += rowsOf(line);
    if (rows > rowsPerStep && step.length > 0) break;
    step.push(line);
  }
  return step;
};

const cancelLists = (work: Work, lists: readonly StoredFulfillment[], call: Call): void => {
  for (const before of lists.filter(({ status }) => status === 'pending')) {
    const draft: StoredFulfillment = { ...before, status: 'cancelled' };
    work.raise(fulfillmentSubject(draft), 'fulfillment.cancelled', fulfillmentFacts(draft));
    saveFulfillment(work, before, draft, call);
  }
};

/**
 * Takes an order off the warehouse's hands in the transaction that holds it: its pick lists, of which none is begun, end
 * at once, and its reserved pieces and places in the queues are given back, of as many lines as fit. Answers the order
 * and the skus given back; what is left is given back by the next call.
 */
export const letGo = (
  work: Work,
  order: OrderState,
  lists: readonly StoredFulfillment[],
  call: Call,
): { order: OrderState; skus: string[] } => {
  cancelLists(work, lists, call);
  const ended = new Set(lists.map(({ id }) => id));
  const step = firstStep(order.lines);
  const stock = new Map<string, { sku: string; warehouse: string; quantity: number }>();
  for (const { sku, stockTracked, reservations } of step) {
    for (const { warehouse, quantity } of stockTracked ? reservations : []) {
      const name = `${sku}@${warehouse}`;
      stock.set(name, { sku, warehouse, quantity: quantity + (stock.get(name)?.quantity ?? 0) });
    }
  }
  for (const { sku, warehouse, quantity } of stock.values()) work.update(reserveChange(sku, warehouse, -quantity));
  const lines = order.lines.map((line) => {
    if (step.includes(line)) return withoutReservations(line);
    const reservations = line.reservations.map(({ fulfillmentId, ...one }) =>
      fulfillmentId === undefined || ended.has(fulfillmentId) ? one : { ...one, fulfillmentId },
    );
    return { ...line, reservations };
  });
  // Reserved anew when it is released again.
  const header = { ...order.header, openFulfillments: {}, reservationTried: false };
  return { order: { header, lines }, skus: [...new Set([...stock.values()].map(({ sku }) => sku))] };
};
