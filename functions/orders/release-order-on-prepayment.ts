import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { issuePrepaymentInvoice } from '../../shared/invoices/issue-prepayment-invoice.ts';
import { reviewPrepayment } from '../../shared/orders/review-prepayment.ts';
import { loadPayment } from '../../shared/payments/payment-store.ts';

const Needed = z.union([z.object({ paymentId: z.string() }), z.object({ orderId: z.string() })]);

/**
 * Looks at the orders that a payment is meant for, whatever became of it: they are released, told what is missing, or held
 * again; and what was received is invoiced where the law wants that. Also at an order of which a part was cancelled: what
 * was paid may be enough then.
 */
export const handler = onEvents(Needed, async (about, event) => {
  const call = callBecauseOf(event, 'release-order-on-prepayment');
  if ('orderId' in about) {
    await reviewPrepayment(about.orderId, call);
    return;
  }
  const { id, forOrders } = await loadPayment(about.paymentId, call);
  for (const { orderId } of forOrders) {
    await reviewPrepayment(orderId, call);
    await issuePrepaymentInvoice(id, orderId, call);
  }
});
