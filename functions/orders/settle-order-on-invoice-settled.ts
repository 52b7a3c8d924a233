import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { reviewPrepayment } from '../../shared/orders/review-prepayment.ts';
import { settleOrder } from '../../shared/orders/settle-order.ts';
import { settleRounding } from '../../shared/payments/settle-rounding.ts';

const Needed = z.object({ invoiceId: z.string(), orderIds: z.array(z.string()) });

/**
 * Completes (or reopens) the orders of an invoice when it is settled (or no longer), after the cents that rounding alone
 * left open. Looks at what is paid in advance by it.
 */
export const handler = onEvents(Needed, async ({ invoiceId, orderIds }, event) => {
  const call = callBecauseOf(event, 'settle-order-on-invoice-settled');
  for (const orderId of orderIds) {
    await settleRounding(orderId, call);
    // An invoice of a payment in advance was paid, or its payment was taken back.
    if (await settleOrder(orderId, invoiceId, call)) await reviewPrepayment(orderId, call);
  }
});
