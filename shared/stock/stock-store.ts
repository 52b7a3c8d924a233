import type { Subject } from '../events/event.ts';
import { sumOf } from '../money/money.ts';
import { indexed, keys } from '../table/table-map.ts';
import { getRow, getRows, getRowsByKey, type Row } from '../table/table.ts';
import { type Change, ChangedMeanwhile, type Work } from '../table/work.ts';
import { StoredStock } from './stock.ts';

export const findStock = async (sku: string, warehouse: string): Promise<StoredStock | undefined> => {
  const row = await getRow(keys.stock(sku, warehouse));
  return row && StoredStock.parse(row);
};

/** Stock of these skus in these warehouses, as far as there ever was any. */
export const findStocks = async (skus: readonly string[], warehouses: readonly string[]): Promise<StoredStock[]> => {
  const rows = await getRows(skus.flatMap((sku) => warehouses.map((warehouse) => keys.stock(sku, warehouse))));
  return rows.map((row) => StoredStock.parse(row));
};

/** The stock of each pair of sku and warehouse, in their order. */
export const stocksAt = async (pairs: readonly (readonly [string, string])[]): Promise<(StoredStock | undefined)[]> => {
  const wanted = pairs.map(([sku, warehouse]) => keys.stock(sku, warehouse));
  const rowOf = await getRowsByKey(wanted);
  return wanted.map((key) => StoredStock.optional().parse(rowOf(key)));
};

const stockRow = (stock: StoredStock): Row => ({
  ...keys.stock(stock.sku, stock.warehouse),
  ...indexed.list('stock', `${stock.sku}@${stock.warehouse}`),
  ...indexed.owner(`warehouse#${stock.warehouse}`, 'stock', stock.sku),
  ...indexed.lookup(`stock#${stock.sku}`, stock.warehouse),
  ...stock,
});

const subjectOf = (stock: StoredStock): Subject => ({
  pk: keys.stock(stock.sku, stock.warehouse).pk,
  id: `${stock.sku}@${stock.warehouse}`,
  counter: stock,
});

/** Reserves (negative: gives back) pieces. Atomic arithmetic, so that two orders for the last piece cannot both win. */
export const reserveChange = (sku: string, warehouse: string, quantity: number): Change => ({
  key: keys.stock(sku, warehouse),
  add: { reserved: quantity, available: -quantity },
  when: [
    'exists',
    quantity > 0
      ? { attribute: 'available', is: '>=', value: quantity }
      : { attribute: 'reserved', is: '>=', value: -quantity },
  ],
});

export interface Movement {
  sku: string;
  warehouse: string;
  /** Signed change of what is on hand. */
  quantity: number;
  /** Signed change of what is reserved, with it. */
  reserved?: number;
  reason: string;
  orderId?: string;
  fulfillmentId?: string;
  returnId?: string;
  otherwise?: Error;
}

/**
 * Moves stock in the transaction of its cause. The event `stock.moved` is the movement: the append-only record under
 * the stock. `before` is the stock as read; a movement by someone else in between makes the verb decide again.
 */
export const moveStock = (work: Work, before: StoredStock | undefined, movement: Movement): StoredStock =>
  moveStockInParts(work, before, movement, [movement]);

/**
 * The same for movements of one stock that have reasons of their own, such as pieces that come back and are written down:
 * an event each, in order, and one change of the stock by all of them.
 */
export const moveStockInParts = (
  work: Work,
  before: StoredStock | undefined,
  movement: Omit<Movement, 'quantity' | 'reason'>,
  parts: readonly Pick<Movement, 'quantity' | 'reason'>[],
): StoredStock => {
  const { sku, warehouse, reserved = 0 } = movement;
  const quantity = sumOf(parts.map((part) => part.quantity));
  const stock: StoredStock = before
    ? { ...before }
    : { sku, warehouse, onHand: 0, reserved: 0, available: 0, sequence: 0 };
  const seen = stock.sequence;
  stock.reserved += reserved;
  stock.available += quantity - reserved;
  const { orderId, fulfillmentId, returnId } = movement;
  for (const part of parts) {
    stock.onHand += part.quantity;
    const { onHand } = stock;
    work.raise(subjectOf(stock), 'stock.moved', {
      sku,
      warehouse,
      quantity: part.quantity,
      reason: part.reason,
      onHand,
      orderId,
      fulfillmentId,
      returnId,
    });
  }
  const otherwise = movement.otherwise ?? new ChangedMeanwhile(`Stock of ${sku} in ${warehouse} moved.`);
  if (before === undefined) {
    work.put(stockRow(stock), 'new');
    return stock;
  }
  const down = quantity - reserved < 0;
  work.update({
    key: keys.stock(sku, warehouse),
    add: { onHand: quantity, reserved, available: quantity - reserved, sequence: parts.length },
    when: [
      { attribute: 'sequence', is: '=', value: seen },
      ...(down ? [{ attribute: 'available', is: '>=' as const, value: reserved - quantity }] : []),
      ...(reserved < 0 ? [{ attribute: 'reserved', is: '>=' as const, value: -reserved }] : []),
    ],
    otherwise,
  });
  return stock;
};
