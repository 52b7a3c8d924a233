/** One order from the catalogue to the bank, by a generated client with the rights of each role. See docs/client.md. */
import { cobroAs, newKey, orThrow, type Schema, until } from './cobro.ts';

const origin = process.env['COBRO_URL'] ?? 'http://localhost:3000';
const as = (role: string) => cobroAs(origin, role, `${role}-secret`);
const [storefront, sales, warehouse, finance] = await Promise.all(
  ['storefront', 'sales', 'warehouse', 'finance'].map(as),
);
if (!storefront || !sales || !warehouse || !finance) throw new Error('A role is missing.');

const address: Schema<'Address'> = { line1: 'Calle Mayor 1', city: 'Madrid', postalCode: '28013', country: 'ES' };

// What there is to sell, who buys it, and where it lies.
const product = orThrow(
  await finance.PUT('/v1/products/{sku}', {
    params: { path: { sku: 'LAMP' } },
    body: { name: 'Lamp', unitPrice: 4950, currency: 'EUR', taxCategory: 'standard', weightGrams: 900 },
  }),
);
const customer = orThrow(
  await sales.POST('/v1/customers', {
    params: { header: newKey() },
    body: { name: 'Librería Peña S.L.', email: 'compras@pena.example', language: 'es', billingAddress: address },
  }),
);
const id = customer.id;
const limitOnly: Schema<'CreditInput'> = { limit: 1_000_000 };
orThrow(await finance.PUT('/v1/customers/{id}/credit', { params: { path: { id } }, body: limitOnly }));
orThrow(
  await warehouse.PUT('/v1/warehouses/{code}', {
    params: { path: { code: 'MAD' } },
    body: { name: 'Madrid', address },
  }),
);
const stocked = orThrow(
  await warehouse.POST('/v1/stock-movements', {
    params: { header: newKey() },
    body: { sku: product.sku, warehouse: 'MAD', quantity: 10, reason: 'receipt' },
  }),
);

// The order, posted twice with one key: it is placed once.
const wanted: Schema<'OrderInput'> = { customerId: id, currency: 'EUR', lines: [{ sku: product.sku, quantity: 2 }] };
const placing = { params: { header: newKey() }, body: wanted };
const order: Schema<'Order'> = orThrow(await storefront.POST('/v1/orders', placing));
const again = await storefront.POST('/v1/orders', placing);
const replayed = again.response.headers.get('idempotent-replayed') === 'true' && again.data?.id === order.id;

// The warehouse finds its pick list and sends the goods.
const list = await until('the pick list', async () => {
  const lists = await warehouse.GET('/v1/fulfillments', {
    params: { query: { orderId: order.id, status: 'pending' } },
  });
  return orThrow(lists).items[0];
});
const step = () => ({ path: { id: list.id }, header: newKey() });
orThrow(await warehouse.POST('/v1/fulfillments/{id}/pick', { params: step(), body: {} }));
const early = await warehouse.POST('/v1/fulfillments/{id}/ship', { params: step(), body: {} });
orThrow(
  await warehouse.POST('/v1/fulfillments/{id}/pack', { params: step(), body: { packages: [{ weightGrams: 1900 }] } }),
);
orThrow(await warehouse.POST('/v1/fulfillments/{id}/quality-check', { params: step(), body: { result: 'pass' } }));
const shipment = orThrow(
  await warehouse.POST('/v1/fulfillments/{id}/ship', { params: step(), body: { trackingNumber: 'T-1' } }),
);

// The invoice follows by itself, with its PDF.
const invoice = await until('the invoice with its PDF', async () => {
  const { items } = orThrow(await finance.GET('/v1/invoices', { params: { query: { orderId: order.id } } }));
  return items.find((one) => one.pdfSha256 !== null);
});
const pdf = orThrow(
  await finance.GET('/v1/invoices/{id}.pdf', { params: { path: { id: invoice.id } }, parseAs: 'arrayBuffer' }),
);

// The money arrives, names the invoice, and the order is complete.
const payment = orThrow(
  await finance.POST('/v1/payments', {
    params: { header: newKey() },
    body: {
      amount: invoice.totals.due,
      currency: invoice.currency,
      receivedOn: invoice.issueDate,
      method: 'bank_transfer',
      reference: invoice.number,
    },
  }),
);
const settled = await until('the completed order', async () => {
  const now = orThrow(await storefront.GET('/v1/orders/{id}', { params: { path: { id: order.id } } }));
  return now.status === 'completed' ? now : undefined;
});
const timeline = orThrow(await sales.GET('/v1/orders/{id}/timeline', { params: { path: { id: order.id } } }));
const sumOfBalances = await until('balanced books', async () => {
  const { accounts } = orThrow(await finance.GET('/v1/ledger/trial-balance'));
  const inTheBank = accounts.some(({ account, debit }) => account === 'bank' && debit > 0);
  return inTheBank ? accounts.reduce((sum, { balance }) => sum + balance, 0) : undefined;
});

console.log(
  JSON.stringify({
    orderId: order.id,
    invoiceId: invoice.id,
    stocked: stocked.available,
    credit: order.credit.decision,
    replayed,
    refusedTooEarly: early.error && 'code' in early.error ? early.error.code : undefined,
    shipped: shipment.status,
    gross: invoice.totals.gross,
    pdfBytes: pdf.byteLength,
    payment: payment.status,
    order: settled.status,
    paymentStatus: settled.paymentStatus,
    events: timeline.items.map(({ type }) => type),
    sumOfBalances,
  }),
);
