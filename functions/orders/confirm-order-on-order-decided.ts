import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { confirmOrder } from '../../shared/orders/confirm-order.ts';

/** Tells the customer what credit has decided of an order: at once, and again when a held one is decided later. */
export const handler = onEvents(z.object({ orderId: z.string() }), async ({ orderId }, event) => {
  await confirmOrder(orderId, callBecauseOf(event, 'confirm-order-on-order-decided'));
});
