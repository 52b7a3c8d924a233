import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { reserveOrder } from '../../shared/orders/reserve-order.ts';

/** A pick list that came to nothing leaves its order's other pieces without one, and its missing ones to be found elsewhere. */
export const handler = onEvents(z.object({ orderId: z.string() }), async ({ orderId }, event) => {
  await reserveOrder(orderId, callBecauseOf(event, 'reserve-order-on-fulfillment-cancelled'));
});
