import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { reserveOrder } from '../../shared/orders/reserve-order.ts';

/**
 * A pick list that came to nothing leaves its order's other pieces without one. What is missing of it waits its turn: the
 * movement of its stock serves those who have waited longer first.
 */
export const handler = onEvents(z.object({ orderId: z.string() }), async ({ orderId }, event) => {
  await reserveOrder(orderId, callBecauseOf(event, 'reserve-order-on-fulfillment-cancelled'), { inTurn: true });
});
