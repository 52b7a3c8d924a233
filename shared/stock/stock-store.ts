import type { Subject } from '../events/event.ts';
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
  otherwise?: Error;
}

/**
 * Moves stock in the transaction of its cause. The event `stock.moved` is the movement: the append-only record under
 * the stock. `before` is the stock as read; a movement by someone else in between makes the verb decide again.
 */
export const moveStock = (work: Work, before: StoredStock | undefined, movement: Movement): StoredStock => {
  const { sku, warehouse, quantity, reserved = 0 } = movement;
  const stock: StoredStock = before
    ? { ...before }
    : { sku, warehouse, onHand: 0, reserved: 0, available: 0, sequence: 0 };
  const seen = stock.sequence;
  stock.onHand += quantity;
  stock.reserved += reserved;
  stock.available += quantity - reserved;
  work.raise(subjectOf(stock), 'stock.moved', {
    sku,
    warehouse,
    quantity,
    reason: movement.reason,
    onHand: stock.onHand,
    orderId: movement.orderId,
    fulfillmentId: movement.fulfillmentId,
  });
  const otherwise = movement.otherwise ?? new ChangedMeanwhile(`Stock of ${sku} in ${warehouse} moved.`);
  if (before === undefined) {
    work.put(stockRow(stock), 'new');
    return stock;
  }
  const down = quantity - reserved < 0;
  work.update({
    key: keys.stock(sku, warehouse),
    add: { onHand: quantity, reserved, available: quantity - reserved, sequence: 1 },
    when: [
      { attribute: 'sequence', is: '=', value: seen },
      ...(down ? [{ attribute: 'available', is: '>=' as const, value: reserved - quantity }] : []),
      ...(reserved < 0 ? [{ attribute: 'reserved', is: '>=' as const, value: -reserved }] : []),
    ],
    otherwise,
  });
  return stock;
};
