import { createHash } from 'node:crypto';
import type { Call } from '../call.ts';
import type { StoredCustomer } from '../customers/customer.ts';
import { addDays, dateIn } from '../dates.ts';
import { writtenIn } from '../documents/for-people.ts';
import { textsIn } from '../documents/texts/texts-in.ts';
import { canonicalJson } from '../http/repeat.ts';
import { newId } from '../ids.ts';
import { sumOf } from '../money/money.ts';
import { deductionsOf } from '../orders/deductions.ts';
import type { OrderState, StoredLine } from '../orders/order.ts';
import { netOfPieces } from '../orders/order-status.ts';
import type { StoredShipment } from '../shipments/shipment.ts';
import { taxGroups, totalTax } from '../tax/assess-tax.ts';
import type { Language } from '../tenant.ts';
import type { InvoiceLine } from './invoice.ts';
import { invoiceStatusOf } from './invoice-totals.ts';
import { noCredits, type StoredInvoice } from './stored-invoice.ts';

/** The place of an invoice in its series. */
export interface Place {
  series: string;
  counter: number;
  previousHash: string | null;
  issueDate: string;
}

const piecesOf = (shipment: StoredShipment, line: StoredLine): number =>
  sumOf(shipment.lines.filter((one) => one.lineId === line.lineId).map((one) => one.quantity));

const invoiceLines = (order: OrderState, shipment: StoredShipment): InvoiceLine[] =>
  order.lines
    .filter((line) => piecesOf(shipment, line) > 0)
    .map((line, index) => {
      const quantity = piecesOf(shipment, line);
      return {
        line: index + 1,
        description: line.name,
        sku: line.sku,
        orderId: order.header.id,
        lineId: line.lineId,
        shipmentId: shipment.id,
        quantity,
        unitPrice: line.unitPrice,
        discountPercent: line.discountPercent,
        taxCategory: line.taxCode,
        taxRate: line.taxRate,
        net: netOfPieces(line, line.invoiced, line.invoiced + quantity),
      };
    });

/** `<series>-<six digits>`, counting from 1. */
export const invoiceNumber = (series: string, counter: number): string =>
  `${series}-${counter.toString().padStart(6, '0')}`;

/** The series of a day: the tenant's pattern with its year. */
export const seriesOn = (pattern: string, date: string): string => pattern.replace('{year}', date.slice(0, 4));

/** Links an invoice to the one before it: any later change of a figure, a party or the order of numbers breaks the chain. */
export const invoiceHash = (invoice: Omit<StoredInvoice, 'hash'>): string => {
  const {
    number,
    series,
    type,
    seller,
    buyer,
    issueDate,
    supplyDate,
    dueDate,
    currency,
    lines,
    taxBreakdown,
    previousHash,
  } = invoice;
  const { net, tax, gross } = invoice.totals;
  const kept = {
    number,
    series,
    type,
    seller,
    buyer,
    issueDate,
    supplyDate,
    dueDate,
    currency,
    lines,
    taxBreakdown,
    net,
    tax,
    gross,
    previousHash,
  };
  return createHash('sha256').update(canonicalJson(kept)).digest('hex');
};

/** What an invoice says beyond seller, buyer and place. */
interface InvoiceContent extends Pick<
  StoredInvoice,
  'type' | 'shipmentIds' | 'supplyDate' | 'dueDate' | 'earlyPayment' | 'lines' | 'taxBreakdown' | 'correlationId'
> {
  header: OrderState['header'];
  customer: StoredCustomer;
  place: Place;
  call: Call;
}

/** The invoice with this content: totals, parties as they are today, its place in the series, its hash. */
export const makeInvoice = (content: InvoiceContent): StoredInvoice => {
  const { header, customer, place, call, ...own } = content;
  const { tenant } = call;
  const net = sumOf(own.lines.map((line) => line.net));
  const tax = totalTax(own.taxBreakdown);
  const gross = net + tax;
  const totals = { net, tax, gross, paid: 0, credited: 0, discounted: 0, writtenOff: 0, due: gross };
  const { issueDate, series, counter, previousHash } = place;
  const invoice: Omit<StoredInvoice, 'hash'> = {
    ...own,
    id: newId('inv'),
    number: invoiceNumber(series, counter),
    series,
    status: invoiceStatusOf(totals),
    orderIds: [header.id],
    customerId: header.customerId,
    seller: { name: tenant.legalName, taxId: tenant.taxId, email: tenant.financeEmail, address: tenant.address },
    buyer: { name: customer.name, taxId: customer.taxId, email: customer.email, address: customer.billingAddress },
    issueDate,
    instalments: [{ dueDate: own.dueDate, amount: gross, due: gross }],
    currency: header.currency,
    totals,
    pdfSha256: null,
    previousHash,
    version: 1,
    language: customer.language,
    orderNumbers: [header.number],
    purchaseOrderNumber: header.purchaseOrderNumber,
    rounding: 0,
    payments: [],
    formerPaymentIds: [],
    credits: noCredits,
    creditedBy: [],
    dunning: { steps: [] },
    nextDunningOn: gross > 0 ? addDays(own.dueDate, 1) : undefined,
    sequence: 0,
  };
  return { ...invoice, hash: invoiceHash(invoice) };
};

/** Lines that take off what was invoiced in advance, after the lines of the goods. */
const deductionLines = (order: OrderState, goods: readonly InvoiceLine[], language: Language): InvoiceLine[] => {
  const taxed = goods.map(({ net, taxCategory, taxRate }) => ({ net, category: taxCategory, rate: taxRate }));
  return deductionsOf(order.header.prepaymentInvoices, taxed).map((one, index) => ({
    line: goods.length + index + 1,
    description: textsIn(writtenIn(language)).invoice.deduction(one.number),
    orderId: order.header.id,
    prepaymentInvoiceId: one.invoiceId,
    quantity: -1,
    unitPrice: one.base,
    discountPercent: 0,
    taxCategory: one.category,
    taxRate: one.rate,
    net: -one.base,
  }));
};

interface InvoiceDraft {
  order: OrderState;
  shipment: StoredShipment;
  customer: StoredCustomer;
  place: Place;
  call: Call;
}

/**
 * The invoice of a shipment. Nets are the pieces' share of the order line, rounded cumulatively, less what was invoiced in
 * advance; tax is rounded once per rate group. The dates follow from the issue date and the terms frozen when the order
 * was placed.
 */
export const draftInvoice = ({ order, shipment, customer, place, call }: InvoiceDraft): StoredInvoice => {
  const { header } = order;
  const goods = invoiceLines(order, shipment);
  const lines = [...goods, ...deductionLines(order, goods, customer.language)];
  const reasons = new Map(order.lines.map((line) => [line.lineId, line.taxReason]));
  const taxBreakdown = taxGroups(
    lines.map((line) => ({
      net: line.net,
      treatment: { code: line.taxCategory, rate: line.taxRate, reason: reasons.get(line.lineId ?? '') },
    })),
  );
  const { issueDate } = place;
  const { earlyPayment, netDays } = header.terms;
  return makeInvoice({
    header,
    customer,
    place,
    call,
    type: 'invoice',
    shipmentIds: [shipment.id],
    supplyDate: dateIn(call.tenant.timeZone, shipment.dispatchedAt),
    dueDate: addDays(issueDate, netDays),
    earlyPayment: earlyPayment && { percent: earlyPayment.percent, until: addDays(issueDate, earlyPayment.withinDays) },
    lines,
    taxBreakdown,
    correlationId: shipment.correlationId,
  });
};
