import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { holdUnpickedOrders } from '../../shared/orders/hold-unpicked-orders.ts';
import { reassessAfterHold, reassessHeldOrders } from '../../shared/orders/reassess-held-orders.ts';

const Told = z.object({
  customerId: z.string().nullable(),
  orderId: z.string().optional(),
  limit: z.int().optional(),
  previousLimit: z.int().optional(),
});

/**
 * Lets held orders go on when a payment, a credit, a cancellation, a higher limit or an end of the hold makes room; a lower
 * limit holds orders not yet picked, where the tenant wants that.
 */
export const handler = onEvents(Told, async ({ customerId, orderId, limit = 0, previousLimit = 0 }, event) => {
  const call = callBecauseOf(event, 'reassess-orders-on-credit-changed');
  if (event.type === 'order.held' && orderId !== undefined) return reassessAfterHold(orderId, call);
  if (customerId === null) return;
  if (limit < previousLimit && call.tenant.creditPolicy.holdWhenLimitIsLowered) {
    await holdUnpickedOrders(customerId, ['over_limit'], call);
  }
  await reassessHeldOrders(customerId, call);
});
