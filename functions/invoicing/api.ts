import type { Call } from '../../shared/call.ts';
import { findDocument } from '../../shared/documents/document-store.ts';
import { NotFound } from '../../shared/errors.ts';
import {
  type Asked,
  customerAsked,
  idIn,
  inOrder,
  listPage,
  monthStretches,
  onePartition,
  slicePageById,
} from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { invoicePdfName } from '../../shared/invoices/invoice-pdf-name.ts';
import { Invoice, type InvoiceStatus } from '../../shared/invoices/invoice.ts';
import { invoiceActions } from '../../shared/next-actions/invoice-actions.ts';
import { findInvoices, invoicePartition, loadInvoice } from '../../shared/invoices/invoice-store.ts';
import type { StoredInvoice } from '../../shared/invoices/stored-invoice.ts';
import { findOrder } from '../../shared/orders/order-store.ts';
import { creditNoteHandlers } from './credit-note-handlers.ts';
import { invoicingRoutes } from './routes.ts';

interface Filter {
  customerId?: string;
  status?: InvoiceStatus;
  dueBefore?: string;
}

const accepts = (invoice: StoredInvoice, { customerId, status, dueBefore }: Filter): boolean =>
  (customerId === undefined || invoice.customerId === customerId) &&
  (status === undefined || invoice.status === status) &&
  (dueBefore === undefined || invoice.dueDate < dueBefore);

/** Who has to act on it depends on the day it is looked at. */
const presentOn =
  ({ today, tenant: { smallestReminder } }: Call) =>
  (one: StoredInvoice): Invoice =>
    Invoice.parse({ ...one, nextActions: invoiceActions(one, { today, smallestReminder }) });

export const handler = serve(invoicingRoutes, {
  ...creditNoteHandlers,
  listInvoices: async ({ query: { limit, cursor, ...filter }, call }) => {
    const asked: Asked = { list: 'invoices', filter, page: { limit, cursor }, call };
    const present = presentOn(call);
    if (filter.orderId !== undefined) {
      const order = await findOrder(filter.orderId, call);
      const ids = (order?.header.invoices ?? []).map((one) => one.invoiceId);
      const invoices = (await findInvoices(ids, call)).filter((one) => accepts(one, filter));
      return { body: await slicePageById(invoices.map(present), asked) };
    }
    const customerId = customerAsked(call, filter.customerId);
    const partition = customerId === null ? undefined : invoicePartition({ ...filter, customerId });
    const page = await listPage<Invoice>({
      ...asked,
      stretches: partition ? () => onePartition(partition) : customerId === null ? () => [] : monthStretches('invoice'),
      load: async (sortKeys) => {
        const ids = sortKeys.map(idIn);
        const found = await findInvoices(ids, call);
        return inOrder(ids, found, { accepts: (one) => accepts(one, filter), present });
      },
    });
    return { body: page };
  },
  getInvoice: async ({ params, call }) => ({ body: presentOn(call)(await loadInvoice(params['id'] ?? '', call)) }),
  getInvoicePdf: async ({ params, call }) => {
    const invoice = await loadInvoice(params['id'] ?? '', call);
    const file = invoice.pdfSha256 === null ? undefined : await findDocument(invoicePdfName(invoice.id));
    if (!file) throw new NotFound('pdf_not_ready', 'The PDF is being made. Ask again in a few seconds.');
    return { file, name: `${invoice.number}.pdf` };
  },
});
