import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { reviewPrepayment } from '../../shared/orders/review-prepayment.ts';
import { loadPayment } from '../../shared/payments/payment-store.ts';

const Needed = z.union([z.object({ paymentId: z.string() }), z.object({ orderId: z.string() })]);

/**
 * Looks at the orders that a payment is meant for, whatever became of it: they are released, told what is missing, or held
 * again. Also at an order of which a part was cancelled: what was paid may be enough then.
 */
export const handler = onEvents(Needed, async (about, event) => {
  const call = callBecauseOf(event, 'release-order-on-prepayment');
  const orderIds =
    'orderId' in about
      ? [about.orderId]
      : (await loadPayment(about.paymentId, call)).forOrders.map(({ orderId }) => orderId);
  for (const orderId of orderIds) await reviewPrepayment(orderId, call);
});
