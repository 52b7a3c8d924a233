import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { reserveOrder } from '../../shared/orders/reserve-order.ts';
import { findStock } from '../../shared/stock/stock-store.ts';
import { keys } from '../../shared/table/table-map.ts';
import { queryAllRows } from '../../shared/table/table.ts';

const Moved = z.object({ sku: z.string(), warehouse: z.string(), quantity: z.int() });
const Waiting = z.object({ orderId: z.string() });

/** Gives arrived pieces to the orders that wait for them, oldest first, until none are left. */
export const handler = onEvents(Moved, async ({ sku, warehouse, quantity }, event) => {
  if (quantity <= 0) return;
  const call = callBecauseOf(event, 'reserve-backorders-on-stock-moved');
  const queue = await queryAllRows({ pk: keys.waiting(sku, '', '').pk });
  for (const row of queue) {
    const stock = await findStock(sku, warehouse);
    if (!stock || stock.available <= 0) return;
    await reserveOrder(Waiting.parse(row).orderId, call);
  }
});
