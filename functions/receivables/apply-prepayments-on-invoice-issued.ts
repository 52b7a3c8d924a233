import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { applyPrepayments } from '../../shared/payments/apply-prepayments.ts';

const Issued = z.object({ invoiceId: z.string(), orderIds: z.array(z.string()) });

/** Applies what was paid in advance for an order to the invoice it got. */
export const handler = onEvents(Issued, async ({ invoiceId, orderIds }, event) => {
  const call = callBecauseOf(event, 'apply-prepayments-on-invoice-issued');
  for (const orderId of orderIds) await applyPrepayments(orderId, invoiceId, call);
});
