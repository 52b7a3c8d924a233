import type { Call } from '../call.ts';
import { moveExposure } from '../credit/credit-store.ts';
import type { StoredCustomer } from '../customers/customer.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import { eventId } from '../ids.ts';
import { credit, debit, postJournal } from '../ledger/journal.ts';
import { sumOf } from '../money/money.ts';
import { afterDeducting, type Deduction } from '../orders/deductions.ts';
import type { OrderState, StoredLine } from '../orders/order.ts';
import { loadOrder, saveOrder } from '../orders/order-store.ts';
import type { StoredShipment } from '../shipments/shipment.ts';
import { loadShipment } from '../shipments/shipment-store.ts';
import { keys, monthOf } from '../table/table-map.ts';
import { getRow, rememberBucket } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import { draftInvoice, type Place } from './draft-invoice.ts';
import type { InvoiceLine } from './invoice.ts';
import { invoiceFacts, invoiceSubject, saveInvoice } from './invoice-store.ts';
import { takePlace, withNextNumber } from './number-series.ts';
import type { StoredInvoice } from './stored-invoice.ts';

/** The shipment has its invoice already. */
class AlreadyInvoiced extends Error {}

const invoicedLine = (line: StoredLine, invoice: StoredInvoice): StoredLine => ({
  ...line,
  invoiced: line.invoiced + sumOf(invoice.lines.filter((one) => one.lineId === line.lineId).map((one) => one.quantity)),
});

const saveOrderInvoiced = (work: Work, before: OrderState, invoice: StoredInvoice, call: Call): void => {
  const { header } = before;
  const draft: OrderState = {
    header: {
      ...header,
      uninvoicedShipmentIds: header.uninvoicedShipmentIds.filter((id) => !invoice.shipmentIds.includes(id)),
      prepaymentInvoices: afterDeducting(header.prepaymentInvoices, deductionsIn(invoice)),
      invoices: [...header.invoices, { invoiceId: invoice.id, status: invoice.status, dueDate: invoice.dueDate }],
    },
    lines: before.lines.map((line) => invoicedLine(line, invoice)),
  };
  saveOrder(work, { before, draft, call });
  moveExposure(work, header.customerId, { receivables: invoice.totals.due });
};

/** What an invoice deducts of those issued in advance, as its lines say. */
const deductionsIn = ({ lines }: StoredInvoice): Omit<Deduction, 'number'>[] =>
  lines.flatMap(({ prepaymentInvoiceId: invoiceId, taxCategory: category, taxRate: rate, net }) =>
    invoiceId === undefined ? [] : [{ invoiceId, category, rate, base: -net }],
  );

const isShipping = ({ sku, prepaymentInvoiceId }: InvoiceLine): boolean =>
  sku === undefined && prepaymentInvoiceId === undefined;

/** What was paid in advance becomes revenue with the supply, not before: until then its net is the customer's credit. */
const bookInvoice = (work: Work, invoice: StoredInvoice, call: Call): void => {
  const { net, tax, gross } = invoice.totals;
  const shipping = sumOf(invoice.lines.filter(isShipping).map((line) => line.net));
  const deducted = sumOf(deductionsIn(invoice).map(({ base }) => base));
  postJournal(work, {
    date: invoice.issueDate,
    about: invoice.id,
    text: `Invoice ${invoice.number}`,
    at: call.at,
    postings: [
      debit('receivables', gross),
      debit('customer_credit', deducted),
      credit('revenue', net + deducted - shipping),
      credit('shipping', shipping),
      credit('output_tax', tax),
    ],
  });
};

interface Ground {
  order: OrderState;
  shipment: StoredShipment;
  customer: StoredCustomer;
}

/** One try: number, register, invoice, order, exposure, journal and events in one transaction. */
const issueOnce = async ({ order, shipment, customer }: Ground, place: Place, call: Call): Promise<StoredInvoice> => {
  const invoice = draftInvoice({ order, shipment, customer, place, call });
  await rememberBucket(keys.bucket('invoice', monthOf(invoice.issueDate)));
  const work = new Work(call);
  takePlace(work, place, invoice, { type: invoice.type, invoiceId: invoice.id });
  work.put({ ...keys.invoiceOfShipment(shipment.id), invoiceId: invoice.id }, 'new', new AlreadyInvoiced(shipment.id));
  const subject = invoiceSubject(invoice);
  const { series, issueDate, dueDate, shipmentIds } = invoice;
  work.raise(subject, 'invoice.issued', { ...invoiceFacts(invoice), series, issueDate, dueDate, shipmentIds });
  if (invoice.status === 'paid') work.raise(subject, 'invoice.paid', invoiceFacts(invoice));
  saveInvoice(work, undefined, invoice);
  saveOrderInvoiced(work, order, invoice, call);
  bookInvoice(work, invoice, call);
  await work.commit();
  return invoice;
};

const issueWithNumber = (ground: Ground, call: Call): Promise<StoredInvoice> =>
  withNextNumber(call.tenant.invoiceSeries, call, {
    issue: (place) => issueOnce(ground, place, call),
    // Whoever else was asked for this invoice may have issued it: then there is nothing to queue for.
    whenTaken: async () => {
      if (await getRow(keys.invoiceOfShipment(ground.shipment.id))) throw new AlreadyInvoiced(ground.shipment.id);
    },
  });

/**
 * Issues the invoice of a shipment: undefined when it has one already, whoever asked. The number is taken in the
 * transaction that issues, so that a failure leaves no gap and a repeat no second invoice.
 */
export const issueInvoice = async (
  orderId: string,
  shipmentId: string,
  call: Call,
): Promise<StoredInvoice | undefined> => {
  try {
    return await deciding(async () => {
      const [order, shipment] = await Promise.all([loadOrder(orderId, call), loadShipment(shipmentId, call)]);
      if (!order.header.uninvoicedShipmentIds.includes(shipmentId)) return undefined;
      const customer = await loadCustomer(order.header.customerId, call);
      // The invoice follows from the dispatch, the first event of the shipment.
      const caused: Call = { ...call, correlationId: shipment.correlationId, causationId: eventId(shipmentId, 1) };
      return issueWithNumber({ order, shipment, customer }, caused);
    });
  } catch (error) {
    if (error instanceof AlreadyInvoiced) return undefined;
    throw error;
  }
};
