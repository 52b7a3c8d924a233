import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { domains } from '../../infra/domains/index.ts';
import { makeCustomer, makeProduct, makeWarehouse, placeOrder, receive } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
let customer: any;
let known: Record<string, string>;
beforeAll(async () => {
  cobro = await startCobro();
  await makeWarehouse(cobro);
  await makeProduct(cobro, 'BOOK');
  await makeProduct(cobro, 'OLD', { active: false });
  await receive(cobro, 'BOOK', 100);
  customer = await makeCustomer(cobro);
  const order = await placeOrder(cobro, customer.id, { BOOK: 1 });
  const [list] = (await cobro.get(`/v1/fulfillments?orderId=${order.id}`)).items;
  known = { sku: 'BOOK', code: 'MAD', orderId: order.id, id: list.id, invoiceId: 'inv_1' };
});
afterAll(() => cobro.stop());

const order = (more: Record<string, unknown> = {}) => ({
  customerId: customer.id,
  currency: 'EUR',
  lines: [{ sku: 'BOOK', quantity: 1 }],
  ...more,
});

const refused = async (body: unknown, status: number, code: string, path?: string): Promise<void> => {
  const before = (await cobro.get('/v1/orders?limit=100')).items.length;
  const answer = await cobro.request('POST', '/v1/orders', body, { as: 'storefront' });
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.body.type).toBe(`https://cobro.dev/problems/${code}`);
  expect(answer.body.instance).toBe(answer.headers.get('x-request-id'));
  if (path !== undefined) expect(answer.body.errors.map((finding: any) => finding.path)).toContain(path);
  expect((await cobro.get('/v1/orders?limit=100')).items).toHaveLength(before);
};

describe('a bad order', () => {
  it.each([
    ['no lines', { lines: [] }, 'lines'],
    ['no quantity', { lines: [{ sku: 'BOOK' }] }, 'lines[0].quantity'],
    ['half a piece', { lines: [{ sku: 'BOOK', quantity: 0.5 }] }, 'lines[0].quantity'],
    ['no piece', { lines: [{ sku: 'BOOK', quantity: 0 }] }, 'lines[0].quantity'],
    ['a text as quantity', { lines: [{ sku: 'BOOK', quantity: '1' }] }, 'lines[0].quantity'],
    ['a huge quantity', { lines: [{ sku: 'BOOK', quantity: 1e300 }] }, 'lines[0].quantity'],
    ['a wild sku', { lines: [{ sku: '../etc', quantity: 1 }] }, 'lines[0].sku'],
    ['an unknown field', { coupon: 'X' }, 'coupon'],
    [
      'an unknown country code',
      { shippingAddress: { line1: 'x', city: 'y', country: 'Spain' } },
      'shippingAddress.country',
    ],
    ['control characters', { note: 'a\u0000b' }, 'note'],
    ['a broken surrogate', { purchaseOrderNumber: '\uD800' }, 'purchaseOrderNumber'],
    ['a date that is none', { requestedDeliveryDate: '2026-02-30' }, 'requestedDeliveryDate'],
    ['a date that has passed', { requestedDeliveryDate: '2020-01-01' }, 'requestedDeliveryDate'],
    ['101 lines', { lines: Array.from({ length: 101 }, () => ({ sku: 'BOOK', quantity: 1 })) }, 'lines'],
  ])('with %s is 400, names the field and stores nothing', async (_name, more, path) => {
    await refused(order(more), 400, 'invalid_request', path);
  });

  it.each([
    ['an unknown customer', { customerId: 'cus_01ARZ3NDEKTSV4RRFFQ69G5FAV' }, 422, 'unknown_customer'],
    ['a customer id that is none', { customerId: 'nobody' }, 422, 'unknown_customer'],
    ['an unknown product', { lines: [{ sku: 'NOPE', quantity: 1 }] }, 422, 'unknown_product'],
    ['a product no longer sold', { lines: [{ sku: 'OLD', quantity: 1 }] }, 422, 'inactive_product'],
    ['another currency', { currency: 'USD' }, 422, 'currency_not_supported'],
    ['a price of its own', { lines: [{ sku: 'BOOK', quantity: 1, unitPrice: 1 }] }, 403, 'override_not_allowed'],
    [
      'a discount of its own',
      { lines: [{ sku: 'BOOK', quantity: 1, discountPercent: 5 }] },
      403,
      'override_not_allowed',
    ],
  ])('with %s is refused and stores nothing', async (_name, more, status, code) => {
    await refused(order(more), status, code);
  });

  it('without an Idempotency-Key is 400 and says what to send', async () => {
    const answer = await cobro.request('POST', '/v1/orders', order(), { key: null });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path: 'Idempotency-Key' }] },
    });
  });

  it('frees its key, so that the mended order goes through under the same one', async () => {
    const bad = await cobro.request('POST', '/v1/orders', order({ lines: [{ sku: 'NOPE', quantity: 1 }] }), {
      key: 'mended',
    });
    const good = await cobro.request('POST', '/v1/orders', order(), { key: 'mended' });
    expect([bad.status, good.status]).toEqual([422, 201]);
  });

  it('in broken JSON, in broken UTF-8 or in another type is refused readably', async () => {
    const raw = async (body: string | Uint8Array<ArrayBuffer>, type = 'application/json') => {
      const { accessToken } = await cobro.embedded.tokens.issue({ client: 'admin' });
      const answer = await fetch(`${cobro.embedded.origin}/v1/orders`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': type, 'idempotency-key': 'raw' },
        body,
      });
      const { code } = JSON.parse(await answer.text());
      return [answer.status, code];
    };
    expect(await raw('{"a":')).toEqual([400, 'malformed_json']);
    expect(await raw(Uint8Array.of(0x7b, 0xff, 0x7d))).toEqual([400, 'malformed_json']);
    expect(await raw('null')).toEqual([400, 'invalid_request']);
    expect(await raw('a=b', 'application/x-www-form-urlencoded')).toEqual([415, 'unsupported_media_type']);
    expect(await raw(JSON.stringify({ note: 'x'.repeat(300_000) }))).toEqual([413, 'body_too_large']);
  });
});

describe('every route', () => {
  const nasty: unknown[] = [
    null,
    [],
    {},
    'text',
    42,
    { lines: 'no', amount: -1, quantity: 'x', name: '' },
    { sku: { $gt: '' }, name: ['a'], address: null, billingAddress: 7, decision: 'maybe' },
    { amount: 1e308, unitPrice: -0.1, packages: [{ weightGrams: 'NaN' }] },
  ];
  const routes = domains.flatMap((domain) => Object.values(domain.routes));
  const fill = (path: string, with_: (name: string) => string): string =>
    path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(with_(name)));

  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s answers garbage with a 4xx in problem+json',
    async (_name, { method, path, body: schema }) => {
      const paths = [
        fill(path, (name) => known[name] ?? 'x'),
        fill(path, () => "'; DROP TABLE--"),
        fill(path, () => 'x'.repeat(900)),
        fill(path, () => 'x'.repeat(5000)),
        fill(path, () => '€ñ\u202E😀'),
        fill(path, () => '__proto__'),
      ];
      const bodies = schema ? nasty : [undefined];
      for (const address of paths) {
        for (const body of bodies) {
          const answer = await cobro.request(method, address, body);
          expect(answer.status, `${method} ${address} ${JSON.stringify(body)}`).toBeLessThan(500);
          if (answer.status >= 400)
            expect(answer.body).toMatchObject({ code: expect.any(String), detail: expect.any(String) });
        }
        const strange = await cobro.request(
          method,
          `${address}?limit=-1&cursor=forged&asOf=never&types=%00&wild=1`,
          bodies[0],
        );
        expect(strange.status).toBeLessThan(500);
      }
    },
  );

  it.each(
    routes.filter((route) => route.scope !== null).map((route) => [`${route.method} ${route.path}`, route] as const),
  )('%s needs a token, and one with its scope', async (_name, { method, path, scope }) => {
    const address = fill(path, () => 'x');
    const none = await fetch(cobro.embedded.origin + address, { method });
    expect(none.status).toBe(401);
    const { accessToken } = await cobro.embedded.tokens.issue({
      client: 'partner',
      scope: scope === 'catalog.read' ? 'cobro/events.read' : 'cobro/catalog.read',
    });
    const answer = await fetch(cobro.embedded.origin + address, {
      method,
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(answer.status).toBe(403);
  });
});

describe('a login of one customer', () => {
  it('sees what is its own, and for everything else there is nothing', async () => {
    const other = await makeCustomer(cobro);
    const mine = await placeOrder(cobro, customer.id, { BOOK: 1 });
    const theirs = await placeOrder(cobro, other.id, { BOOK: 1 });
    const asMe = { as: 'storefront', customerId: customer.id } as const;
    expect((await cobro.request('GET', `/v1/orders/${mine.id}`, undefined, asMe)).status).toBe(200);
    expect((await cobro.request('GET', `/v1/orders/${theirs.id}`, undefined, asMe)).status).toBe(404);
    expect((await cobro.request('GET', `/v1/orders/${theirs.id}/timeline`, undefined, asMe)).status).toBe(404);
    expect((await cobro.request('GET', `/v1/customers/${other.id}`, undefined, asMe)).status).toBe(404);
    const { items } = await cobro.get('/v1/orders?limit=100', asMe);
    expect(items.every((one: any) => one.customerId === customer.id)).toBe(true);
    const asked = await cobro.request('POST', '/v1/orders', order({ customerId: other.id }), asMe);
    expect(asked).toMatchObject({ status: 422, body: { code: 'unknown_customer' } });
  });

  it('cannot use what is for staff, whatever scopes its token names', async () => {
    const asMe = { as: 'admin', customerId: customer.id } as const;
    for (const path of ['/v1/events', '/v1/event-types', '/v1/ledger/trial-balance']) {
      const answer = await cobro.request('GET', path, undefined, asMe);
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'bound_to_customer']);
    }
    const limit = await cobro.request('PUT', `/v1/customers/${customer.id}/credit`, { limit: 1 }, asMe);
    expect(limit.status).toBe(403);
    const terms = { paymentTerms: { netDays: 365 } };
    expect((await cobro.request('PATCH', `/v1/customers/${customer.id}`, terms, asMe)).status).toBe(403);
    expect((await cobro.request('PATCH', `/v1/customers/${customer.id}`, { phone: '1' }, asMe)).status).toBe(200);
    const movement = { sku: 'BOOK', warehouse: 'MAD', quantity: 1, reason: 'receipt' };
    expect((await cobro.request('POST', '/v1/stock-movements', movement, asMe)).status).toBe(403);
  });
});
