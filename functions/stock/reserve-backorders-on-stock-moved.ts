import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { logger } from '../../shared/logger.ts';
import { reserveOrder } from '../../shared/orders/reserve-order.ts';
import { findStocks } from '../../shared/stock/stock-store.ts';
import { keys } from '../../shared/table/table-map.ts';
import { queryAllRows } from '../../shared/table/table.ts';
import { allWarehouses } from '../../shared/warehouses/warehouse.ts';

const Moved = z.object({ sku: z.string(), quantity: z.int(), reason: z.string() });
const Waiting = z.object({ orderId: z.string() });

/** These take pieces away from orders that had them: another warehouse may have what they lack now. */
const takesFromOrders = ['count', 'short_pick'];

/** Gives free pieces to the orders that wait for them, oldest first, until none are left. */
export const handler = onEvents(Moved, async ({ sku, quantity, reason }, event) => {
  if (quantity <= 0 && !takesFromOrders.includes(reason)) return;
  const call = callBecauseOf(event, 'reserve-backorders-on-stock-moved');
  const queue = await queryAllRows({ pk: keys.waiting(sku, '', '').pk });
  if (queue.length === 0) return;
  const warehouses = (await allWarehouses()).map((warehouse) => warehouse.code);
  const failed: string[] = [];
  for (const { orderId } of queue.map((row) => Waiting.parse(row))) {
    const stocks = await findStocks([sku], warehouses);
    if (stocks.every((stock) => stock.available <= 0)) break;
    // One order that fails does not keep those behind it waiting.
    await reserveOrder(orderId, call).catch((error: unknown) => {
      failed.push(orderId);
      logger.error('A waiting order could not be reserved', {
        orderId,
        error: error instanceof Error ? error : String(error),
      });
    });
  }
  if (failed.length > 0) throw new Error(`${failed.length} of ${queue.length} waiting orders could not be reserved.`);
});
