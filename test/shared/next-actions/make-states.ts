import { type Reservation, type StoredLine, StoredOrder } from '../../../shared/orders/order.ts';
import { derive } from '../../../shared/orders/order-status.ts';
import type { InvoiceToAct } from '../../../shared/next-actions/invoice-actions.ts';
import type { PaymentToAct } from '../../../shared/next-actions/payment-actions.ts';

/** Ten pieces of BOOK at 10.00, nothing of them touched. */
export const lineOf = (more: Partial<StoredLine> = {}): StoredLine => {
  const reservations: Reservation[] = more.reservations ?? [];
  return {
    lineId: '1',
    sku: 'BOOK',
    name: 'Book',
    quantity: 10,
    unitPrice: 1000,
    discountPercent: 0,
    taxCategory: 'standard',
    taxRate: 21,
    net: 10_000,
    tax: 2100,
    gross: 12_100,
    reserved: reservations.reduce((sum, one) => sum + one.quantity, 0),
    shipped: 0,
    invoiced: 0,
    cancelled: 0,
    returned: 0,
    returning: 0,
    kind: 'goods',
    stockTracked: true,
    weightGrams: 500,
    taxCode: 'S',
    waiting: false,
    ...more,
    reservations,
  };
};

/** An order of these lines, approved and tried to reserve unless told otherwise; what follows from it is derived. */
export const orderOf = (lines: StoredLine[], more: Partial<StoredOrder> = {}) => {
  const header = StoredOrder.parse({
    id: 'ord_1',
    number: 'SO-000001',
    status: 'accepted',
    customerId: 'cus_1',
    currency: 'EUR',
    channel: 'sales',
    totals: { net: 10_000, shipping: 0, tax: 2100, gross: 12_100, discount: 0 },
    shippingAddress: { line1: 'Calle Mayor 1', city: 'Madrid', country: 'ES' },
    placedAt: '2026-11-25T10:00:00.000Z',
    paymentStatus: 'not_invoiced',
    credit: { decision: 'approved', reasons: [] },
    terms: { netDays: 30 },
    counts: { ordered: 0, cancelled: 0, shipped: 0, invoiced: 0, reserved: 0, needsNoStock: 0 },
    chunkVersions: [1],
    exposure: 0,
    listsDue: false,
    reservationTried: true,
    openFulfillments: {},
    fulfillmentIds: [],
    shipmentIds: [],
    uninvoicedShipmentIds: [],
    invoices: [],
    prepaymentIds: [],
    cancellations: [],
    lifecycle: { run: 1 },
    correlationId: 'c',
    version: 1,
    sequence: 1,
    ...more,
  });
  return { header: derive({ header, lines }), lines };
};

/** An invoice of 121.00 due on 3 December 2026, rendered and mailed. */
export const invoiceOf = (more: Partial<InvoiceToAct> = {}): InvoiceToAct => ({
  number: 'FA-2026-000001',
  status: 'open',
  type: 'invoice',
  currency: 'EUR',
  totals: { net: 10_000, tax: 2100, gross: 12_100, paid: 0, credited: 0, discounted: 0, writtenOff: 0, due: 12_100 },
  supplyDate: '2026-11-02',
  dueDate: '2026-12-03',
  instalments: [{ dueDate: '2026-12-03', amount: 12_100, due: 12_100 }],
  pdfSha256: 'f'.repeat(64),
  emailedAt: '2026-11-03T10:00:00.000Z',
  dunning: { steps: [] },
  nextDunningOn: '2026-12-04',
  ...more,
});

/** 121.00 of a known customer, applied to nothing. */
export const paymentOf = (more: Partial<PaymentToAct> = {}): PaymentToAct => ({
  status: 'unapplied',
  customerId: 'cus_1',
  currency: 'EUR',
  unapplied: 12_100,
  allocations: [],
  pending: [],
  forOrders: [],
  undone: [],
  ...more,
});
