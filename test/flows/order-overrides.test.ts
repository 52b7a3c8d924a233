import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allItems, auditGaps } from '../make/audit.ts';
import {
  fulfillmentsOf,
  invoicesOf,
  makeCustomer,
  makeProduct,
  orderOf,
  placeOrder,
  receive,
  shipOrder,
  stockBooks,
  today,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
let customer: any;
beforeAll(async () => {
  cobro = await startCobro();
  await stockBooks(cobro, 10);
  await makeProduct(cobro, 'CUP', { unitPrice: 500 });
  await receive(cobro, 'CUP', 3);
  await makeProduct(cobro, 'HELP', { kind: 'service', unitPrice: 100 });
  customer = await makeCustomer(cobro, { paymentTerms: { netDays: 30 } });
});
afterAll(() => cobro.stop());

const order = (lines: Record<string, unknown>[], more: Record<string, unknown> = {}) => ({
  customerId: customer.id,
  currency: 'EUR',
  channel: 'sales',
  lines,
  ...more,
});

const overriddenIn = async (id: string): Promise<any[]> =>
  (await cobro.get(`/v1/orders/${id}/timeline`)).items.filter(({ type }: any) => type === 'order.overridden');

const line = { sku: 'BOOK', quantity: 1, unitPrice: 700, overrideReason: 'As promised to Ana on the fair' };

describe('a price of one’s own', () => {
  it('leaves in the timeline who gave it, from which price to which, and why', async () => {
    const lines = [line, { sku: 'CUP', quantity: 1 }, { sku: 'CUP', quantity: 1, discountPercent: 10 }];
    const placed = await cobro.post('/v1/orders', order(lines), { as: 'sales' });
    expect(placed.lines[0]).toMatchObject({ unitPrice: 700, overrideReason: line.overrideReason });
    const [entry, ...others] = await overriddenIn(placed.id);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ actor: 'sales', sequence: 2, data: { orderId: placed.id, currency: 'EUR' } });
    expect(entry.data.lines).toEqual([
      {
        lineId: '1',
        sku: 'BOOK',
        unitPriceFrom: 1000,
        unitPriceTo: 700,
        discountPercent: 0,
        reason: line.overrideReason,
      },
      { lineId: '3', sku: 'CUP', unitPriceFrom: 500, unitPriceTo: 500, discountPercent: 10 },
    ]);
  });

  it('is told from the agreed price, not from the catalogue’s; the event itself names no reason', async () => {
    const { id } = await makeCustomer(cobro, { priceGroup: 'FAIR' });
    const prices = [{ sku: 'BOOK', unitPrice: 900 }];
    await cobro.put('/v1/price-lists/FAIR', { name: 'Fair', currency: 'EUR', customerGroup: 'FAIR', prices });
    const placed = await cobro.post('/v1/orders', order([line], { customerId: id }), { as: 'sales' });
    const [entry] = await overriddenIn(placed.id);
    expect(entry.data.lines).toMatchObject([{ unitPriceFrom: 900, unitPriceTo: 700 }]);
    const stored = (await allItems(cobro)).filter(
      ({ pk, sk }) => pk.S === `order#${placed.id}` && sk.S.startsWith('event#'),
    );
    expect(JSON.stringify(stored)).not.toContain('Ana');
  });

  it('needs the scope, and a reason needs a price', async () => {
    const refused = await cobro.request('POST', '/v1/orders', order([line]), { as: 'storefront' });
    expect(refused).toMatchObject({ status: 403, body: { code: 'override_not_allowed' } });
    const idle = order([{ sku: 'BOOK', quantity: 1, overrideReason: 'none' }]);
    const answer = await cobro.request('POST', '/v1/orders', idle, { as: 'sales' });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'lines[0].overrideReason' }] } });
  });

  it('is not told of where all is as agreed', async () => {
    const placed = await placeOrder(cobro, customer.id, { BOOK: 1 });
    expect(await overriddenIn(placed.id)).toEqual([]);
    expect(placed.paymentTerms).toEqual({ netDays: 30 });
  });
});

describe('payment terms for one order', () => {
  const paymentTerms = { netDays: 7, earlyPayment: { percent: 2, withinDays: 3 } };

  it('are frozen on it, told in its timeline, and stand on its invoice', async () => {
    const placed = await cobro.post('/v1/orders', order([{ sku: 'BOOK', quantity: 1 }], { paymentTerms }), {
      as: 'sales',
    });
    await cobro.settle();
    await cobro.request('PATCH', `/v1/customers/${customer.id}`, { paymentTerms: { netDays: 60 } });
    await shipOrder(cobro, placed.id);
    expect(await orderOf(cobro, placed.id)).toMatchObject({ paymentTerms });
    const [invoice] = await invoicesOf(cobro, placed.id);
    const days = (Date.parse(invoice.dueDate) - Date.parse(invoice.issueDate)) / 86_400_000;
    expect({ days, percent: invoice.earlyPayment.percent }).toEqual({ days: 7, percent: 2 });
    const [entry] = await overriddenIn(placed.id);
    expect(entry.data).toMatchObject({ lines: [], paymentTerms: { from: { netDays: 30 }, to: paymentTerms } });
  });

  it('need the scope orders.override', async () => {
    const wanted = order([{ sku: 'BOOK', quantity: 1 }], { paymentTerms });
    for (const path of ['/v1/orders', '/v1/orders/preview']) {
      const answer = await cobro.request('POST', path, wanted, { as: 'storefront' });
      expect(answer).toMatchObject({ status: 403, body: { code: 'override_not_allowed' } });
    }
  });
});

describe('an order by phone, imported', () => {
  const importing = async (as: 'sales' | 'storefront', ref: string): Promise<any[]> => {
    const day = await today(cobro);
    const file = `ref,customerId,currency,requestedDeliveryDate,paymentTerms.netDays,sku,quantity,unitPrice,overrideReason
${ref},${customer.id},EUR,${day},14,BOOK,1,650,"Agreed, by phone"
${ref},,,,,CUP,1,,
`;
    const asking = { as, headers: { 'content-type': 'text/csv' } } as const;
    const { id } = await cobro.post('/v1/imports/orders?key=ref', file, asking);
    await cobro.settle();
    return (await cobro.get(`/v1/imports/${id}/rows`)).items;
  };

  it('carries its channel, prices, terms and the day it is wanted', async () => {
    const [row] = await importing('sales', 'P-1');
    expect(await orderOf(cobro, row.id)).toMatchObject({
      channel: 'sales',
      paymentTerms: { netDays: 14 },
      requestedDeliveryDate: await today(cobro),
      lines: [
        { sku: 'BOOK', unitPrice: 650, overrideReason: 'Agreed, by phone' },
        { sku: 'CUP', unitPrice: 500 },
      ],
    });
    expect(await overriddenIn(row.id)).toMatchObject([{ actor: 'sales' }]);
  });

  it('has no prices of its own when the importer may give none', async () => {
    expect(await importing('storefront', 'P-2')).toMatchObject([{ result: 'refused', code: 'override_not_allowed' }]);
  });
});

describe('a preview', () => {
  it('says what the stock has for it, line by line, and leaves the table as it was', async () => {
    await makeProduct(cobro, 'RARE');
    await receive(cobro, 'RARE', 5);
    const wanted = order([
      { sku: 'RARE', quantity: 3 },
      { sku: 'RARE', quantity: 4 },
      { sku: 'HELP', quantity: 2 },
    ]);
    await cobro.settle();
    const before = await allItems(cobro);
    const preview = await cobro.post('/v1/orders/preview', wanted, { key: null });
    expect(preview.availability).toEqual([
      { lineId: '1', sku: 'RARE', available: 3, short: 0 },
      { lineId: '2', sku: 'RARE', available: 2, short: 2 },
      { lineId: '3', sku: 'HELP', available: 2, short: 0 },
    ]);
    expect(preview).toMatchObject({
      totals: { net: 7200, tax: 1512, shipping: 0, gross: 8712 },
      credit: { decision: 'approved' },
    });
    expect(await allItems(cobro)).toEqual(before);
    const { id } = await cobro.post('/v1/orders', wanted);
    await cobro.settle();
    const { lines } = await orderOf(cobro, id);
    expect(lines.map(({ reserved }: any) => reserved)).toEqual([3, 2, 0]);
    expect((await fulfillmentsOf(cobro, id)).flatMap((one) => one.lines)).toHaveLength(2);
  });

  it('shows a login of a customer no more of the stock than it asks for', async () => {
    const login = { as: 'storefront', customerId: customer.id, key: null } as const;
    const { availability } = await cobro.post('/v1/orders/preview', order([{ sku: 'BOOK', quantity: 1 }]), login);
    expect(availability).toEqual([{ lineId: '1', sku: 'BOOK', available: 1, short: 0 }]);
  });

  it('would be held where the credit does not reach, and stores nothing of it either', async () => {
    const poor = await makeCustomer(cobro, { limit: 0 });
    await cobro.settle();
    const before = await allItems(cobro);
    const wanted = order([{ sku: 'BOOK', quantity: 1 }], { customerId: poor.id });
    const preview = await cobro.post('/v1/orders/preview', wanted, { key: null });
    expect(preview).toMatchObject({
      status: 'credit_hold',
      credit: { decision: 'held' },
      availability: [{ short: 0 }],
    });
    expect(await allItems(cobro)).toEqual(before);
  });
});

it('no change is without its entry in the audit trail', async () => {
  // Of an import its rows tell, not its trail.
  expect((await auditGaps(cobro)).filter((gap) => !gap.startsWith('import#'))).toEqual([]);
});
