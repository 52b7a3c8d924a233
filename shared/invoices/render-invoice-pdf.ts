import type { Tenant } from '../tenant.ts';
import type { InvoiceDocument } from './invoice.ts';
import { finishPaper, takeInvoicePaper } from './invoice-paper.ts';
import { drawHead } from './invoice-pdf-head.ts';
import { drawLines } from './invoice-pdf-lines.ts';
import { drawPayment } from './invoice-pdf-payment.ts';
import { drawTaxAndTotals } from './invoice-pdf-totals.ts';

/**
 * The PDF of an invoice in its own language: A4, the fonts inside. Figures are the invoice's own, only written out here;
 * bank account and nothing else comes from the tenant. The same invoice gives the same bytes.
 */
export const renderInvoicePdf = (invoice: InvoiceDocument, tenant: Tenant): Promise<Uint8Array> => {
  const on = takeInvoicePaper(invoice);
  drawHead(on);
  drawLines(on);
  drawTaxAndTotals(on);
  drawPayment(on, tenant.bank);
  return finishPaper(on);
};
