import { type Reservation, type StoredLine, StoredOrder } from '../../shared/orders/order.ts';

/** Ten pieces of BOOK at 10.00, nothing of them touched. */
export const orderLine = (more: Partial<StoredLine> = {}): StoredLine => {
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

/** The header of an order of 121.00, approved and tried to reserve unless told otherwise. */
export const orderHeader = (more: Partial<StoredOrder> = {}): StoredOrder =>
  StoredOrder.parse({
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
