import type { Call } from '../call.ts';
import type { StoredFulfillment } from '../fulfillments/fulfillment.ts';
import {
  findFulfillments,
  saveFulfillment,
  fulfillmentFacts,
  fulfillmentSubject,
} from '../fulfillments/fulfillment-store.ts';
import type { OrderState } from '../orders/order.ts';
import { loadOrder, saveOrder } from '../orders/order-store.ts';
import { indexed, keys } from '../table/table-map.ts';
import { queryAllRows } from '../table/table.ts';
import { Work } from '../table/work.ts';
import { reserveChange } from './stock-store.ts';

/** Fulfillments a warehouse has not shipped, newest first: what a count may take pieces from. */
const openFulfillments = async (sku: string, warehouse: string, call: Call): Promise<StoredFulfillment[]> => {
  const partitions = ['pending', 'picked', 'packed', 'checked'].map((status) =>
    queryAllRows({ index: 'owner', pk: indexed.owner(`warehouse#${warehouse}`, `fulfillment#${status}`, '').ownerPk }),
  );
  const ids = (await Promise.all(partitions)).flat().map((row) => String(row['ownerSk']));
  const open = await findFulfillments(ids, call);
  return open
    .filter((one) => !one.shipping && one.lines.some((line) => line.sku === sku))
    .toSorted((a, b) => (a.id < b.id ? 1 : -1));
};

/** Takes up to `wanted` pieces off one fulfillment and its order; they wait for stock again. Answers how many. */
const takeBack = async (before: StoredFulfillment, sku: string, wanted: number, call: Call): Promise<number> => {
  const order = await loadOrder(before.orderId, call);
  const taken = new Map<string, number>();
  let left = wanted;
  const lines = before.lines.flatMap((line) => {
    if (line.sku !== sku || left === 0) return [line];
    const quantity = Math.min(left, line.quantity);
    left -= quantity;
    taken.set(line.lineId, quantity);
    return quantity === line.quantity ? [] : [{ ...line, quantity: line.quantity - quantity }];
  });
  const draft: StoredFulfillment = { ...before, lines, status: lines.length > 0 ? before.status : 'cancelled' };
  const work = new Work(call);
  work.update(reserveChange(sku, before.warehouse, left - wanted));
  work.put({ ...keys.waiting(sku, order.header.placedAt, order.header.id), orderId: order.header.id }, 'any');
  if (draft.status === 'cancelled')
    work.raise(fulfillmentSubject(draft), 'fulfillment.cancelled', fulfillmentFacts(draft));
  saveFulfillment(work, before, draft, call);
  saveOrder(work, { before: order, draft: withoutTaken(order, before, draft, taken), call, why: 'stock_count' });
  await work.commit();
  return wanted - left;
};

const withoutTaken = (
  order: OrderState,
  before: StoredFulfillment,
  after: StoredFulfillment,
  taken: Map<string, number>,
): OrderState => {
  const lines = order.lines.map((line) => {
    const quantity = taken.get(line.lineId);
    if (quantity === undefined) return line;
    const reservations = line.reservations.flatMap((one) => {
      if (one.fulfillmentId !== before.id) return [one];
      return one.quantity > quantity ? [{ ...one, quantity: one.quantity - quantity }] : [];
    });
    return { ...line, reservations, reserved: line.reserved - quantity, waiting: true };
  });
  if (after.status !== 'cancelled') return { header: { ...order.header }, lines };
  const openFulfillments = Object.fromEntries(
    Object.entries(order.header.openFulfillments).filter(([, id]) => id !== before.id),
  );
  return { header: { ...order.header, openFulfillments }, lines };
};

/** Frees that many reserved pieces, the newest orders first. Frees what there is when there is less. */
export const releaseNewestReservations = async (
  sku: string,
  warehouse: string,
  quantity: number,
  call: Call,
): Promise<void> => {
  let left = quantity;
  for (const fulfillment of await openFulfillments(sku, warehouse, call)) {
    if (left <= 0) return;
    left -= await takeBack(fulfillment, sku, left, call);
  }
};
