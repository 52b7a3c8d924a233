import { findDocument } from '../../shared/documents/document-store.ts';
import { NotFound } from '../../shared/errors.ts';
import { listPage, monthPartitions, onePartition, slicePage } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { invoicePdfName } from '../../shared/invoices/invoice-pdf-name.ts';
import { Invoice, type InvoiceStatus } from '../../shared/invoices/invoice.ts';
import { findInvoices, loadInvoice } from '../../shared/invoices/invoice-store.ts';
import { findOrder } from '../../shared/orders/order-store.ts';
import { indexed } from '../../shared/table/table-map.ts';
import { invoicingRoutes } from './routes.ts';

interface Filter {
  customerId?: string;
  status?: InvoiceStatus;
  dueBefore?: string;
}

const accepts = (invoice: Invoice, { customerId, status, dueBefore }: Filter): boolean =>
  (customerId === undefined || invoice.customerId === customerId) &&
  (status === undefined || invoice.status === status) &&
  (dueBefore === undefined || invoice.dueDate < dueBefore);

export const handler = serve(invoicingRoutes, {
  listInvoices: async ({ query: { limit, cursor, orderId, ...filter }, call }) => {
    if (orderId !== undefined) {
      const order = await findOrder(orderId, call);
      const invoices = await findInvoices(
        (order?.header.invoices ?? []).map((one) => one.invoiceId),
        call,
      );
      const items = invoices.filter((one) => accepts(one, filter)).map((one) => Invoice.parse(one));
      const question = `invoices of ${orderId} ${JSON.stringify(filter)}`;
      return { body: slicePage(items.toReversed(), { limit, cursor, question }) };
    }
    const customerId = call.customerId ?? filter.customerId;
    const page = await listPage<Invoice>({
      limit,
      cursor,
      question: `invoices ${JSON.stringify({ ...filter, customerId })}`,
      partitions:
        customerId === undefined
          ? () => monthPartitions('invoice')
          : onePartition({ index: 'owner', pk: indexed.owner(`customer#${customerId}`, 'invoice', '').ownerPk }),
      load: async (rows) => {
        const ids = rows.map((row) => String(row['ownerSk'] ?? row['listSk']));
        const found = new Map((await findInvoices(ids, call)).map((one) => [one.id, one]));
        return ids.map((id) => {
          const one = found.get(id);
          return one && accepts(one, filter) ? Invoice.parse(one) : null;
        });
      },
    });
    return { body: page };
  },
  getInvoice: async ({ params, call }) => ({ body: await loadInvoice(params['id'] ?? '', call) }),
  getInvoicePdf: async ({ params, call }) => {
    const invoice = await loadInvoice(params['id'] ?? '', call);
    const file = invoice.pdfSha256 === null ? undefined : await findDocument(invoicePdfName(invoice.id));
    if (!file) throw new NotFound('pdf_not_ready', 'The PDF is being made. Ask again in a few seconds.');
    return { file, name: `${invoice.number}.pdf` };
  },
});
