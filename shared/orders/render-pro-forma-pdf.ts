import type { StoredCustomer } from '../customers/customer.ts';
import { dateIn } from '../dates.ts';
import { inline, writtenIn } from '../documents/for-people.ts';
import { ink, left, printedWidth } from '../documents/paper.ts';
import { textsIn } from '../documents/texts/texts-in.ts';
import type { InvoiceDocument } from '../invoices/invoice.ts';
import { type InvoicePaper, takeInvoicePaper } from '../invoices/invoice-paper.ts';
import { drawHead } from '../invoices/invoice-pdf-head.ts';
import { drawLines } from '../invoices/invoice-pdf-lines.ts';
import { drawPayment } from '../invoices/invoice-pdf-payment.ts';
import { drawTaxAndTotals } from '../invoices/invoice-pdf-totals.ts';
import { footOf } from '../invoices/render-invoice-pdf.ts';
import { taxGroups } from '../tax/assess-tax.ts';
import type { Tenant } from '../tenant.ts';
import type { OrderState } from './order.ts';

/** The order as the invoice it may become: what an invoice shows, and its own number in the place of an invoice's. */
const asDocument = ({ header, lines }: OrderState, customer: StoredCustomer, tenant: Tenant): InvoiceDocument => {
  const { net, tax, gross } = header.totals;
  const date = dateIn(tenant.timeZone, header.placedAt);
  return {
    id: header.id,
    number: header.number,
    series: '',
    type: 'invoice',
    status: 'open',
    orderIds: [header.id],
    shipmentIds: [],
    customerId: header.customerId,
    seller: { name: tenant.legalName, taxId: tenant.taxId, email: tenant.financeEmail, address: tenant.address },
    buyer: { name: customer.name, taxId: customer.taxId, email: customer.email, address: customer.billingAddress },
    issueDate: date,
    supplyDate: date,
    dueDate: date,
    instalments: [],
    currency: header.currency,
    lines: lines.map(({ name, sku, quantity, unitPrice, discountPercent, taxCode, taxRate, net: own }, index) => ({
      line: index + 1,
      description: name,
      sku,
      quantity,
      unitPrice,
      discountPercent,
      taxCategory: taxCode,
      taxRate,
      net: own,
    })),
    taxBreakdown: taxGroups(
      lines.map(({ net: own, taxCode: code, taxRate: rate, taxReason: reason }) => ({
        net: own,
        treatment: { code, rate, reason },
      })),
    ),
    totals: { net, tax, gross, paid: 0, credited: 0, discounted: 0, writtenOff: 0, due: gross },
    pdfSha256: null,
    previousHash: null,
    hash: '',
    version: 1,
    language: customer.language,
    orderNumbers: [],
    rounding: 0,
  };
};

const drawNote = ({ paper }: InvoicePaper, note: string): void => {
  const style = { size: 8.5, color: ink.soft };
  paper.y += 14;
  paper.ensureRoom(paper.heightOf(note, printedWidth, style));
  paper.y += paper.write(note, { x: left, y: paper.y, width: printedWidth }, style);
};

/**
 * The pro-forma of an order in its customer's language: what the order costs and how to pay it in advance, with the
 * order's number as reference. It has no number of an invoice and says that it is none. The same order gives the same bytes.
 */
export const renderProFormaPdf = (order: OrderState, customer: StoredCustomer, tenant: Tenant): Promise<Uint8Array> => {
  const document = asDocument(order, customer, tenant);
  const { proForma } = textsIn(writtenIn(document.language));
  const plain = takeInvoicePaper(document, proForma.title);
  const { purchaseOrderNumber } = order.header;
  const on: InvoicePaper = {
    ...plain,
    words: { ...plain.words, amountDue: proForma.amountToPay, payBy: () => proForma.condition },
    numbered: `${proForma.order} ${document.number}`,
    facts: [
      [proForma.date, plain.date(document.issueDate)],
      ...(purchaseOrderNumber === undefined
        ? []
        : [[plain.words.purchaseOrder, inline(purchaseOrderNumber)] satisfies [string, string]]),
    ],
  };
  drawHead(on);
  drawLines(on);
  drawTaxAndTotals(on);
  drawPayment(on, tenant.bank);
  drawNote(on, proForma.note);
  return on.paper.finish(footOf(on));
};
