import type { Call } from '../call.ts';
import { findInvoice } from '../invoices/invoice-store.ts';
import { deciding, Work } from '../table/work.ts';
import { findOrder, saveOrder } from './order-store.ts';

/**
 * Takes over how far an invoice of an order is settled, and completes or reopens the order by it. The order is read
 * before the invoice: whoever saves then has the newest state of the invoice, in whatever order events arrive.
 */
export const settleOrder = (orderId: string, invoiceId: string, call: Call): Promise<void> =>
  deciding(async () => {
    const before = await findOrder(orderId, call);
    const invoice = await findInvoice(invoiceId, call);
    const known = before?.header.invoices.find((one) => one.invoiceId === invoiceId);
    if (!before || !invoice || !known || known.status === invoice.status) return;
    const invoices = before.header.invoices.map((one) =>
      one.invoiceId === invoiceId ? { ...one, status: invoice.status } : one,
    );
    const work = new Work(call);
    saveOrder(work, { before, draft: { header: { ...before.header, invoices }, lines: before.lines }, call });
    await work.commit();
  });
