import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shipFulfillment as ship } from '../../shared/fulfillments/ship-fulfillment.ts';
import { callBy } from '../../shared/call.ts';
import { repeatKeyOf } from '../../shared/http/repeat.ts';
import { keys } from '../../shared/table/table-map.ts';
import { getRow } from '../../shared/table/table.ts';
import { fulfillmentsOf, makeProduct, openShop, placeOrder, receive } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
let customer: any;
beforeAll(async () => {
  cobro = await startCobro();
  customer = await openShop(cobro);
});
afterAll(() => cobro.stop());

const order = (quantity = 1) => ({ customerId: customer.id, currency: 'EUR', lines: [{ sku: 'BOOK', quantity }] });

describe('twenty identical posts at once', () => {
  it('place one order, and all get its answer or are told to wait', async () => {
    const before = (await cobro.get('/v1/orders?limit=100')).items.length;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => cobro.request('POST', '/v1/orders', order(), { key: 'twenty' })),
    );
    expect(answers.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([]);
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
    expect(made.filter(({ headers }) => headers.get('idempotent-replayed') !== 'true')).toHaveLength(1);
    for (const refused of answers.filter(({ status }) => status === 409)) {
      expect(refused.body.code).toBe('idempotency_in_progress');
    }
    const again = await cobro.request('POST', '/v1/orders', order(), { key: 'twenty' });
    expect(again.body).toEqual(made[0]?.body);
    expect((await cobro.get('/v1/orders?limit=100')).items).toHaveLength(before + 1);
  });

  it.each([
    [
      'a customer',
      '/v1/customers',
      () => ({ name: 'Twin', email: 'twin@pena.example', language: 'es', billingAddress: customer.billingAddress }),
      '/v1/customers?email=twin@pena.example',
    ],
    [
      'a payment',
      '/v1/payments',
      () => ({ amount: 77, currency: 'EUR', receivedOn: '2026-01-02', method: 'cash', customerId: customer.id }),
      '/v1/payments',
    ],
  ])('make %s once', async (_what, path, body, list) => {
    const before = (await cobro.get(list)).items.length;
    await Promise.all(
      Array.from({ length: 20 }, () => cobro.request('POST', path, body(), { key: `twins ${path}`.replace(' ', '-') })),
    );
    expect((await cobro.get(list)).items).toHaveLength(before + 1);
  });

  it('book a movement of stock once', async () => {
    const [{ onHand }] = (await cobro.get('/v1/stock?sku=BOOK')).items;
    const movement = { sku: 'BOOK', warehouse: 'MAD', quantity: 5, reason: 'receipt' };
    await Promise.all(
      Array.from({ length: 20 }, () => cobro.request('POST', '/v1/stock-movements', movement, { key: 'move' })),
    );
    expect((await cobro.get('/v1/stock?sku=BOOK')).items[0].onHand).toBe(onHand + 5);
  });
});

describe('an answer too large for the table', () => {
  it('is kept in the bucket, and given again just the same', async () => {
    const skus = Array.from({ length: 100 }, (_, at) => `WIDE-${at}`);
    await Promise.all(skus.map((sku) => makeProduct(cobro, sku, { name: `${sku} ${'x'.repeat(100)}` })));
    const body = { customerId: customer.id, currency: 'EUR', lines: skus.map((sku) => ({ sku, quantity: 1 })) };
    const first = await cobro.request('POST', '/v1/orders', body, { key: 'wide' });
    expect([first.status, first.bytes.length > 30_000]).toEqual([201, true]);
    const row = await getRow(keys.repeat('admin', 'wide'));
    expect(row).toMatchObject({ document: expect.stringMatching(/^answers\//) });
    expect(JSON.stringify(row).length).toBeLessThan(1000);
    const again = await cobro.request('POST', '/v1/orders', body, { key: 'wide' });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    const other = await cobro.request('POST', '/v1/orders', { ...body, note: 'another' }, { key: 'wide' });
    expect(other.body.code).toBe('idempotency_key_reused');
  });
});

describe('a key', () => {
  it('belongs to its client: another one’s is another request', async () => {
    const body = order();
    const storefront = await cobro.request('POST', '/v1/orders', body, { as: 'storefront', key: 'shared' });
    const sales = await cobro.request('POST', '/v1/orders', body, { as: 'sales', key: 'shared' });
    expect([storefront.status, sales.status]).toEqual([201, 201]);
    expect(sales.body.id).not.toBe(storefront.body.id);
  });

  it('finds its answer however the same body is spelt', async () => {
    const { customerId, currency, lines } = order(2);
    const first = await cobro.request('POST', '/v1/orders', { customerId, currency, lines }, { key: 'spelling' });
    const text = `{ "lines": [{"quantity":2, "sku":"BOOK"}],\n "currency":"EUR", "channel":"storefront", "customerId":"${customerId}" }`;
    const second = await cobro.request('POST', '/v1/orders', text, { key: 'spelling' });
    expect(second.body.id).toBe(first.body.id);
  });

  it('is forgotten after a day and a bit', async () => {
    const first = await cobro.request('POST', '/v1/orders', order(), { key: 'old' });
    await cobro.advance(1);
    const sameDay = await cobro.request('POST', '/v1/orders', order(), { key: 'old' });
    await cobro.advance(1);
    const later = await cobro.request('POST', '/v1/orders', order(), { key: 'old' });
    expect(sameDay.body.id).toBe(first.body.id);
    expect(later.body.id).not.toBe(first.body.id);
  });
});

describe('a crash between the effect and the answer', () => {
  it('of a shipping in several transactions: the repeated request goes on and gets the one shipment', async () => {
    const skus = Array.from({ length: 45 }, (_, at) => `S-${at}`);
    await Promise.all(
      skus.map(async (sku) => {
        await makeProduct(cobro, sku);
        await receive(cobro, sku, 1);
      }),
    );
    const { id: orderId } = await placeOrder(cobro, customer.id, Object.fromEntries(skus.map((sku) => [sku, 1])));
    const [{ id }] = await fulfillmentsOf(cobro, orderId);
    await cobro.post(`/v1/fulfillments/${id}/pick`, {});
    await cobro.post(`/v1/fulfillments/${id}/pack`, { packages: [{ weightGrams: 1 }] });
    await cobro.post(`/v1/fulfillments/${id}/quality-check`, { result: 'pass' });

    // The process dies after the first transaction: the table takes nothing more.
    const path = `/v1/fulfillments/${id}/ship`;
    const repeat = repeatKeyOf({ header: 'crash', client: 'admin', method: 'POST', path, query: undefined, body: {} });
    let writes = 0;
    const { engine } = cobro.embedded;
    const service = engine.service;
    const dying = new Error('the process died');
    const { services } = await import('../../local/embedded.ts');
    services['dynamodb'] = (request) => {
      if (request.headers['x-amz-target']?.endsWith('TransactWriteItems')) writes += 1;
      return writes > 1 ? Promise.reject(dying) : service(request);
    };
    await expect(ship(id, {}, callBy({ actor: 'admin', correlationId: 'crash', repeat }))).rejects.toThrow(
      /died|retry|failed/,
    );
    services['dynamodb'] = service;

    expect((await cobro.get(`/v1/fulfillments/${id}`)).status).toBe('checked');
    const other = await cobro.request('POST', path, {}, { key: 'another' });
    expect(other).toMatchObject({ status: 409, body: { code: 'wrong_status' } });
    const shipment = await cobro.request('POST', path, {}, { key: 'crash' });
    expect(shipment.status).toBe(201);
    const replayed = await cobro.request('POST', path, {}, { key: 'crash' });
    expect(replayed.body).toEqual(shipment.body);
    expect((await cobro.get(`/v1/shipments?orderId=${orderId}`)).items).toHaveLength(1);
    await cobro.settle();
    for (const row of (await cobro.get('/v1/stock?warehouse=MAD&limit=100')).items.filter((one: any) =>
      one.sku.startsWith('S-'),
    )) {
      expect(row).toMatchObject({ onHand: 0, reserved: 0 });
    }
  });
});
