import * as z from 'zod';
import { onEvents } from '../../shared/events/on-events.ts';
import { wakeOrder } from '../../shared/orders/lifecycle.ts';

/** Wakes the lifecycle of an order when what it waits for has happened. An order that does not wait is left alone. */
export const handler = onEvents(z.object({ orderId: z.string() }), async ({ orderId }) => {
  await wakeOrder(orderId);
});
