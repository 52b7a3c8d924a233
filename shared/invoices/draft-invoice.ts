import { createHash } from 'node:crypto';
import type { Call } from '../call.ts';
import type { StoredCustomer } from '../customers/customer.ts';
import { addDays, dateIn } from '../dates.ts';
import { canonicalJson } from '../http/repeat.ts';
import { newId } from '../ids.ts';
import { sumOf } from '../money/money.ts';
import type { OrderState, StoredLine } from '../orders/order.ts';
import { netOfPieces } from '../orders/order-status.ts';
import type { StoredShipment } from '../shipments/shipment.ts';
import { taxGroups, totalTax } from '../tax/assess-tax.ts';
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

interface InvoiceDraft {
  order: OrderState;
  shipment: StoredShipment;
  customer: StoredCustomer;
  place: Place;
  call: Call;
}

/**
 * The invoice of a shipment. Nets are the pieces' share of the order line, rounded cumulatively; tax is rounded once
 * per rate group. The dates follow from the issue date and the terms frozen when the order was placed.
 */
export const draftInvoice = ({ order, shipment, customer, place, call }: InvoiceDraft): StoredInvoice => {
  const { tenant } = call;
  const { header } = order;
  const lines = invoiceLines(order, shipment);
  const reasons = new Map(order.lines.map((line) => [line.lineId, line.taxReason]));
  const taxBreakdown = taxGroups(
    lines.map((line) => ({
      net: line.net,
      treatment: { code: line.taxCategory, rate: line.taxRate, reason: reasons.get(line.lineId ?? '') },
    })),
  );
  const net = sumOf(lines.map((line) => line.net));
  const tax = totalTax(taxBreakdown);
  const gross = net + tax;
  const totals = { net, tax, gross, paid: 0, credited: 0, discounted: 0, writtenOff: 0, due: gross };
  const { issueDate, series, counter, previousHash } = place;
  const dueDate = addDays(issueDate, header.terms.netDays);
  const { earlyPayment } = header.terms;
  const invoice: Omit<StoredInvoice, 'hash'> = {
    id: newId('inv'),
    number: invoiceNumber(series, counter),
    series,
    type: 'invoice',
    status: invoiceStatusOf(totals),
    orderIds: [header.id],
    shipmentIds: [shipment.id],
    customerId: header.customerId,
    seller: { name: tenant.legalName, taxId: tenant.taxId, email: tenant.financeEmail, address: tenant.address },
    buyer: { name: customer.name, taxId: customer.taxId, email: customer.email, address: customer.billingAddress },
    issueDate,
    supplyDate: dateIn(tenant.timeZone, shipment.dispatchedAt),
    dueDate,
    instalments: [{ dueDate, amount: gross, due: gross }],
    currency: header.currency,
    lines,
    taxBreakdown,
    totals,
    earlyPayment: earlyPayment && { percent: earlyPayment.percent, until: addDays(issueDate, earlyPayment.withinDays) },
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
    nextDunningOn: gross > 0 ? addDays(dueDate, 1) : undefined,
    correlationId: shipment.correlationId,
    sequence: 0,
  };
  return { ...invoice, hash: invoiceHash(invoice) };
};
