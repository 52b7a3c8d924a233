import type { Call } from '../call.ts';
import { findInvoice } from '../invoices/invoice-store.ts';
import { keys } from '../table/table-map.ts';
import { deciding, Work } from '../table/work.ts';
import { findOrder, saveOrder } from './order-store.ts';

/**
 * Takes over how far an invoice of an order is settled, and completes or reopens the order by it. The order is read
 * before the invoice, and the invoice must still be the same at the commit: an event that finds nothing to do must not
 * overtake one that is about to write what is no longer true. Answers whether the order is one paid in advance.
 */
export const settleOrder = (orderId: string, invoiceId: string, call: Call): Promise<boolean> =>
  deciding(async () => {
    const before = await findOrder(orderId, call);
    const invoice = await findInvoice(invoiceId, call);
    const known = before?.header.invoices.find((one) => one.invoiceId === invoiceId);
    const inAdvance = before?.header.prepayment ?? false;
    if (!before || !invoice || !known || known.status === invoice.status) return inAdvance;
    const invoices = before.header.invoices.map((one) =>
      one.invoiceId === invoiceId ? { ...one, status: invoice.status } : one,
    );
    const work = new Work(call);
    work.require(keys.invoice(invoiceId), [{ attribute: 'version', is: '=', value: invoice.version }]);
    saveOrder(work, { before, draft: { header: { ...before.header, invoices }, lines: before.lines }, call });
    await work.commit();
    return inAdvance;
  });
