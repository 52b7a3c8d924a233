import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { sendProForma } from '../../shared/orders/send-pro-forma.ts';

/** Sends the pro-forma of an order that waits for its payment; other held orders need none. */
export const handler = onEvents(z.object({ orderId: z.string() }), async ({ orderId }, event) => {
  await sendProForma(orderId, callBecauseOf(event, 'send-pro-forma-on-order-held'));
});
