import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { reserveBackorders } from '../../shared/orders/reserve-backorders.ts';

const Moved = z.object({ sku: z.string(), quantity: z.int(), reason: z.string() });

/** These take pieces away from orders that had them: another warehouse may have what they lack now. */
const takesFromOrders = ['count', 'short_pick'];

/** Gives free pieces to the orders that wait for them. */
export const handler = onEvents(Moved, async ({ sku, quantity, reason }, event) => {
  if (quantity <= 0 && !takesFromOrders.includes(reason)) return;
  await reserveBackorders(sku, callBecauseOf(event, 'reserve-backorders-on-stock-moved'));
});
