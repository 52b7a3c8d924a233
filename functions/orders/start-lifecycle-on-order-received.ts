import * as z from 'zod';
import { onEvents } from '../../shared/events/on-events.ts';
import { startLifecycle } from '../../shared/orders/lifecycle.ts';

/** Starts the lifecycle of every order received. */
export const handler = onEvents(z.object({ orderId: z.string() }), async ({ orderId }) => {
  await startLifecycle(orderId);
});
