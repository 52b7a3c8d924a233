import { inline } from '../documents/for-people.ts';
import type { Tenant } from '../tenant.ts';
import type { InvoiceDocument } from './invoice.ts';
import { type InvoicePaper, takeInvoicePaper } from './invoice-paper.ts';
import { drawHead } from './invoice-pdf-head.ts';
import { drawLines } from './invoice-pdf-lines.ts';
import { drawPayment } from './invoice-pdf-payment.ts';
import { drawTaxAndTotals } from './invoice-pdf-totals.ts';

/** The foot of every page: whose paper it is, and which page. */
export const footOf = (on: InvoicePaper): ((page: number, pages: number) => { left: string; right: string }) => {
  const { name, taxId } = on.invoice.seller;
  const seller = [inline(name), taxId === undefined ? undefined : `${on.words.taxId} ${inline(taxId)}`];
  return (page, pages) => ({
    left: seller.filter((part) => part !== undefined).join(' · '),
    right: on.page(page, pages),
  });
};

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
  return on.paper.finish(footOf(on));
};
