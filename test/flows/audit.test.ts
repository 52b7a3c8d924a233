import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditGaps } from '../make/audit.ts';
import {
  fulfillmentsOf,
  invoicesOf,
  makeProduct,
  openShop,
  pay,
  placeOrder,
  receive,
  shipFulfillment,
  shipOrder,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
let customer: any;
beforeAll(async () => {
  cobro = await startCobro();
  customer = await openShop(cobro);
});
afterAll(() => cobro.stop());

const trail = async (kind: string, id: string): Promise<any[]> =>
  (await cobro.get(`/v1/audit-trail?kind=${kind}&id=${encodeURIComponent(id)}&limit=100`)).items;

describe('the audit trail', () => {
  it('tells of every version of everything that changed on the way from order to cash', async () => {
    await makeProduct(cobro, 'RARE');
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 3, RARE: 2 });
    await shipOrder(cobro, id);
    await receive(cobro, 'RARE', 2);
    await cobro.settle();
    const [second] = await fulfillmentsOf(cobro, id, 'pending');
    await cobro.post(`/v1/fulfillments/${second.id}/pick`, {});
    await cobro.post(`/v1/fulfillments/${second.id}/pack`, { packages: [{ weightGrams: 10 }] });
    await cobro.post(`/v1/fulfillments/${second.id}/quality-check`, { result: 'fail' });
    await shipFulfillment(cobro, second.id);
    await cobro.settle();
    for (const invoice of await invoicesOf(cobro, id)) await pay(cobro, invoice, invoice.totals.due);
    expect((await cobro.get(`/v1/orders/${id}`)).status).toBe('completed');
    expect(await auditGaps(cobro)).toEqual([]);
  });

  it('names the client, what changed and from which version to which', async () => {
    await cobro.put(
      '/v1/products/TRAIL',
      { name: 'One', unitPrice: 1, currency: 'EUR', taxCategory: 'standard' },
      { as: 'warehouse' },
    );
    await cobro.put(
      '/v1/products/TRAIL',
      { name: 'Two', unitPrice: 2, currency: 'EUR', taxCategory: 'standard' },
      { as: 'finance' },
    );
    const [created, updated] = await trail('product', 'TRAIL');
    expect(created).toMatchObject({
      type: 'product.created',
      actor: 'warehouse',
      versionBefore: null,
      versionAfter: 1,
    });
    expect(updated).toMatchObject({
      type: 'product.updated',
      actor: 'finance',
      versionBefore: 1,
      versionAfter: 2,
      data: { changed: ['name', 'unitPrice'] },
    });
    expect(updated.occurredAt >= created.occurredAt).toBe(true);
  });

  it('names the person too when the token is one of a person', async () => {
    const { handler } = await import('../../functions/catalog/api.ts');
    const body = JSON.stringify({ name: 'By hand', unitPrice: 1, currency: 'EUR', taxCategory: 'standard' });
    const context: any = {};
    const claims = { client_id: 'backoffice', sub: 'person-7', scope: 'cobro/catalog.write' };
    const event: any = {
      version: '2.0',
      rawPath: '/v1/products/BY-HAND',
      rawQueryString: '',
      headers: { 'content-type': 'application/json' },
      body,
      requestContext: {
        requestId: 'r',
        http: { method: 'PUT', path: '/v1/products/BY-HAND' },
        authorizer: { jwt: { claims } },
      },
    };
    expect((await handler(event, context)).statusCode).toBe(200);
    expect(await trail('product', 'BY-HAND')).toMatchObject([{ actor: 'backoffice', user: 'person-7' }]);
  });

  it('is gapless and paged, oldest first, and for admins only', async () => {
    for (let price = 1; price <= 30; price += 1) await makeProduct(cobro, 'PAGED', { unitPrice: price });
    const first = await cobro.get('/v1/audit-trail?kind=product&id=PAGED&limit=20');
    const second = await cobro.get(`/v1/audit-trail?kind=product&id=PAGED&limit=20&cursor=${first.nextCursor}`);
    const entries = [...first.items, ...second.items];
    expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    expect(entries.map(({ versionAfter }) => versionAfter)).toEqual(entries.map(({ sequence }) => sequence));
    const { status } = await cobro.request('GET', '/v1/audit-trail?kind=product&id=PAGED', undefined, {
      as: 'finance',
    });
    expect(status).toBe(403);
  });

  it('of a warehouse and of a customer is their own', async () => {
    expect((await trail('warehouse', 'MAD')).map(({ type }) => type)).toEqual(['warehouse.created']);
    await cobro.request('PATCH', `/v1/customers/${customer.id}`, { phone: '+34 600' }, { as: 'storefront' });
    const last = (await trail('customer', customer.id)).at(-1);
    expect(last).toMatchObject({ type: 'customer.updated', actor: 'storefront', data: { changed: ['phone'] } });
    expect(JSON.stringify(last)).not.toContain('600');
    await cobro.put(`/v1/customers/${customer.id}/credit`, { limit: 900_000_000 }, { as: 'finance' });
    expect((await trail('customer', customer.id)).at(-1)).toMatchObject({
      type: 'credit.limit_changed',
      actor: 'finance',
      alsoChanged: [{ id: `${customer.id}/credit`, versionBefore: 2, versionAfter: 3 }],
    });
  });
});

it('the timeline of an order shows who did each step, people and functions alike', async () => {
  const { id } = await placeOrder(cobro, customer.id, { BOOK: 1 }, {});
  await shipOrder(cobro, id);
  const { items } = await cobro.get(`/v1/orders/${id}/timeline`);
  const actorOf = new Map(items.map(({ type, actor }: any) => [type, actor]));
  expect(actorOf.get('order.received')).toBe('admin');
  expect(actorOf.get('fulfillment.created')).toBe('reserve-stock');
  expect(actorOf.get('invoice.emailed')).toBe('deliver-invoice-on-invoice-issued');
  const shipped = items.find(({ type }: any) => type === 'shipment.dispatched');
  expect(items.every(({ versionAfter }: any) => versionAfter === null || versionAfter >= 1)).toBe(true);
  const ship = items.filter(({ correlationId }: any) => correlationId === shipped.correlationId);
  expect(ship.flatMap(({ alsoChanged = [] }: any) => alsoChanged)).toContainEqual({
    id,
    versionBefore: expect.any(Number),
    versionAfter: expect.any(Number),
  });
});
