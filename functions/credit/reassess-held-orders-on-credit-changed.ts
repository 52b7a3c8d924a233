import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { reassessAfterHold, reassessHeldOrders } from '../../shared/orders/reassess-held-orders.ts';

const Told = z.object({ customerId: z.string().nullable(), orderId: z.string().optional() });

/** Lets held orders go on when a payment, a credit, a cancellation, a higher limit or an end of the hold makes room. */
export const handler = onEvents(Told, async ({ customerId, orderId }, event) => {
  const call = callBecauseOf(event, 'reassess-held-orders-on-credit-changed');
  if (event.type === 'order.held' && orderId !== undefined) await reassessAfterHold(orderId, call);
  else if (customerId !== null) await reassessHeldOrders(customerId, call);
});
