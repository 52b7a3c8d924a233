import * as z from 'zod';
import { onEvents } from '../../shared/events/on-events.ts';
import { resumeExecution } from '../../shared/orders/execution.ts';
import { tokenToResume } from '../../shared/orders/lifecycle.ts';

/** Wakes the lifecycle of an order when what it waits for has happened. An order that does not wait is left alone. */
export const handler = onEvents(z.object({ orderId: z.string() }), async ({ orderId }) => {
  const token = await tokenToResume(orderId);
  if (token !== undefined) await resumeExecution(token, orderId);
});
