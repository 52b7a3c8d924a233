import * as z from 'zod';
import { onEvents } from '../../shared/events/on-events.ts';
import { startExecution } from '../../shared/orders/execution.ts';
import { executionName } from '../../shared/orders/lifecycle.ts';

/** Starts the lifecycle of every order received. The first run of an order has one name, however often it is asked. */
export const handler = onEvents(z.object({ orderId: z.string() }), async ({ orderId }) => {
  await startExecution(executionName(orderId, 1), orderId);
});
