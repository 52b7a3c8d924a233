import { Order } from '../shared/orders/order.ts';
import { Stock, StockMovement } from '../shared/stock/stock.ts';
import type { ApiClient } from './api-client.ts';
import { inParallel } from './in-parallel.ts';
import { listAll } from './list-all.ts';
import { warehouse } from './load-northwind.ts';
import { settle } from './local-controls.ts';

/** Requests under way at once. */
const width = 8;

type Waiting = Pick<Order, 'status'> & {
  lines: readonly Pick<Order['lines'][number], 'sku' | 'quantity' | 'shipped' | 'cancelled' | 'reserved'>[];
};

/** Pieces per sku that backordered orders wait for and that are not on their way to them out of available stock. */
export const shortages = (
  orders: readonly Waiting[],
  available: ReadonlyMap<string, number>,
): { sku: string; quantity: number }[] => {
  const wanted = new Map<string, number>();
  for (const line of orders.filter(({ status }) => status === 'backordered').flatMap(({ lines }) => lines)) {
    const missing = line.quantity - line.cancelled - line.shipped - line.reserved;
    wanted.set(line.sku, (wanted.get(line.sku) ?? 0) + missing);
  }
  return [...wanted]
    .map(([sku, pieces]) => ({ sku, quantity: pieces - (available.get(sku) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
};

/**
 * Books goods receipts until none of the orders lacks stock. What is there counts first: nothing is delivered twice
 * when this is run again. Orders of other people that wait for the same goods are served too, hence more than one round.
 */
export const receiveMissing = async (api: ApiClient, orderIds: readonly string[]): Promise<void> => {
  for (;;) {
    const orders: Order[] = [];
    await inParallel(orderIds, width, async (id) => {
      orders.push(await api.call({ as: 'sales', method: 'GET', path: `/v1/orders/${id}`, answer: Order }));
    });
    const rows = await listAll(api, { as: 'warehouse', path: `/v1/stock?warehouse=${warehouse}`, item: Stock });
    const bySku = new Map(rows.map((row) => [row.sku, row]));
    const short = shortages(orders, new Map(rows.map(({ sku, available }) => [sku, available])));
    if (short.length === 0) return;
    await inParallel(short, width, async ({ sku, quantity }) => {
      await api.call({
        as: 'warehouse',
        method: 'POST',
        path: '/v1/stock-movements',
        body: { sku, warehouse, quantity, reason: 'receipt' },
        // The same shortage on the same shelf is the same delivery.
        key: `northwind-delivery-${sku}-${bySku.get(sku)?.onHand ?? 0}-${quantity}`,
        answer: StockMovement,
      });
    });
    await settle(api);
  }
};
