import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { confirmOrder } from '../../shared/orders/confirm-order.ts';

/**
 * Tells the customer what credit has decided of an order: at once, and again when a held one is decided later; and that it
 * is cancelled whole. A part of it is notify-on-order-progress's to tell.
 */
export const handler = onEvents(
  z.object({ orderId: z.string(), status: z.string() }),
  async ({ orderId, status }, event) => {
    if (event.type === 'order.cancelled' && status !== 'cancelled') return;
    await confirmOrder(orderId, callBecauseOf(event, 'confirm-order-on-order-decided'));
  },
);
