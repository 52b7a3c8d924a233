import type { Call } from '../call.ts';
import { sleep } from '../clock.ts';
import { Conflict } from '../errors.ts';
import type { StoredFulfillment } from '../fulfillments/fulfillment.ts';
import {
  findFulfillments,
  fulfillmentFacts,
  fulfillmentPartition,
  fulfillmentSubject,
  saveFulfillment,
} from '../fulfillments/fulfillment-store.ts';
import { sumOf } from '../money/money.ts';
import { giveBack, openListsWithout } from '../orders/give-back.ts';
import type { StoredLine } from '../orders/order.ts';
import { findOrders, loadOrder, saveOrder } from '../orders/order-store.ts';
import { indexKeys } from '../table/table-map.ts';
import { queryAllRows } from '../table/table.ts';
import { Work } from '../table/work.ts';
import { reserveChange } from './stock-store.ts';
import { waitingRow } from './waiting-queue.ts';

/** What to take the pieces of: the stock of a sku in a warehouse. */
interface Place {
  sku: string;
  warehouse: string;
}

/** Reserved pieces of one order there: on a pick list, or (without one) waiting for the next. */
interface Holding {
  orderId: string;
  placedAt: string;
  fulfillment?: StoredFulfillment;
  quantity: number;
}

/** The index of pick lists lags a moment behind; so often it is asked before there is nothing more to find. */
const looks = 4;

const unshipped = ['pending', 'picked', 'packed', 'checked'] as const;

/** Pick lists the warehouse has not shipped. A piece reserved without one belongs to an order that has one there. */
const openFulfillments = async (warehouse: string, call: Call): Promise<StoredFulfillment[]> => {
  const partitions = unshipped.map((status) => queryAllRows(fulfillmentPartition(warehouse, status)));
  const ids = (await Promise.all(partitions)).flat().map((row) => String(row[indexKeys('ownerStatus').sk]));
  return (await findFulfillments(ids, call)).filter((one) => !one.shipping);
};

const unlisted = (line: StoredLine, { sku, warehouse }: Place): number =>
  line.sku === sku
    ? sumOf(
        line.reservations
          .filter((one) => one.warehouse === warehouse && one.fulfillmentId === undefined)
          .map((one) => one.quantity),
      )
    : 0;

/** Everything reserved there, the newest orders first; within an order what is on no list goes first. */
const holdings = async (place: Place, call: Call): Promise<Holding[]> => {
  const lists = await openFulfillments(place.warehouse, call);
  const orders = (await findOrders([...new Set(lists.map((list) => list.orderId))], call)).flatMap((one) => one ?? []);
  const found = orders.flatMap(({ header, lines }): Holding[] => {
    const { id: orderId, placedAt } = header;
    const listed = lists
      .filter((list) => list.orderId === orderId)
      .map((fulfillment) => ({
        orderId,
        placedAt,
        fulfillment,
        quantity: sumOf(fulfillment.lines.filter((line) => line.sku === place.sku).map((line) => line.quantity)),
      }));
    return [{ orderId, placedAt, quantity: sumOf(lines.map((line) => unlisted(line, place))) }, ...listed];
  });
  const newestFirst = (a: Holding, b: Holding): number =>
    b.placedAt.localeCompare(a.placedAt) || b.orderId.localeCompare(a.orderId);
  return found.filter((one) => one.quantity > 0).toSorted(newestFirst);
};

/** How many pieces of each line to take, from the first line on, until `wanted` are together. */
const spread = (wanted: number, holds: readonly { lineId: string; quantity: number }[]): Map<string, number> => {
  const taken = new Map<string, number>();
  let left = wanted;
  for (const { lineId, quantity } of holds) {
    const part = Math.min(left, quantity);
    if (part > 0) taken.set(lineId, part);
    left -= part;
  }
  return taken;
};

/** Takes up to `wanted` pieces of one holding back: they wait for stock again. Answers how many. */
const takeBack = async (
  { orderId, fulfillment }: Holding,
  wanted: number,
  place: Place,
  call: Call,
): Promise<number> => {
  const order = await loadOrder(orderId, call);
  const holds = fulfillment
    ? fulfillment.lines.filter((line) => line.sku === place.sku)
    : order.lines.map((line) => ({ lineId: line.lineId, quantity: unlisted(line, place) }));
  const taken = spread(wanted, holds);
  const total = sumOf([...taken.values()]);
  const work = new Work(call);
  work.update(reserveChange(place.sku, place.warehouse, -total));
  work.put(waitingRow(place.sku, order.header), 'any');
  const header = { ...order.header };
  if (fulfillment) {
    const lines = fulfillment.lines
      .map((line) => ({ ...line, quantity: line.quantity - (taken.get(line.lineId) ?? 0) }))
      .filter((line) => line.quantity > 0);
    const draft: StoredFulfillment = {
      ...fulfillment,
      lines,
      status: lines.length > 0 ? fulfillment.status : 'cancelled',
    };
    if (draft.status === 'cancelled') {
      work.raise(fulfillmentSubject(draft), 'fulfillment.cancelled', fulfillmentFacts(draft));
      header.openFulfillments = openListsWithout(header, fulfillment.id);
    }
    saveFulfillment(work, fulfillment, draft, call);
  }
  const at = { warehouse: place.warehouse, fulfillmentId: fulfillment?.id };
  const lines = order.lines.map((line) => {
    const quantity = taken.get(line.lineId);
    return quantity === undefined ? line : { ...giveBack(line, quantity, at), waiting: true };
  });
  saveOrder(work, { before: order, draft: { header, lines }, call, why: 'stock_count' });
  await work.commit();
  return total;
};

/**
 * Frees that many reserved pieces, the newest orders first. 409 `insufficient_stock` when fewer are reserved; nothing is
 * freed then.
 */
export const releaseNewestReservations = async (place: Place, quantity: number, call: Call): Promise<void> => {
  let held = await holdings(place, call);
  for (let look = 1; sumOf(held.map((one) => one.quantity)) < quantity; look += 1) {
    if (look === looks) {
      throw new Conflict('insufficient_stock', 'Fewer pieces are reserved than the count takes away. Count again.');
    }
    await sleep(look * 50);
    held = await holdings(place, call);
  }
  let left = quantity;
  for (const holding of held) {
    if (left <= 0) return;
    left -= await takeBack(holding, left, place, call);
  }
};
