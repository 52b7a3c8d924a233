import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { deliverInvoice } from '../../shared/invoices/deliver-invoice.ts';

/** Renders and keeps the PDF of an issued invoice and mails it to the customer and to finance. */
export const handler = onEvents(z.object({ invoiceId: z.string() }), async ({ invoiceId }, event) => {
  await deliverInvoice(invoiceId, callBecauseOf(event, 'deliver-invoice-on-invoice-issued'));
});
