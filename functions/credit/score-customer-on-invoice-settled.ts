import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { scoreCustomer } from '../../shared/credit/score-customer.ts';
import { onEvents } from '../../shared/events/on-events.ts';

const Needed = z.object({ invoiceId: z.string(), customerId: z.string() });

/** Scores a customer anew when one of its invoices is settled, or no longer is. */
export const handler = onEvents(Needed, async ({ invoiceId, customerId }, event) => {
  await scoreCustomer(customerId, invoiceId, callBecauseOf(event, 'score-customer-on-invoice-settled'));
});
