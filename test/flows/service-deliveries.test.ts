import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditGaps } from '../make/audit.ts';
import {
  books,
  fulfillmentsOf,
  invoicesOf,
  makeCustomer,
  makeProduct,
  openShop,
  orderOf,
  pay,
  placeOrder,
  shipOrder,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
let customer: any;
beforeAll(async () => {
  cobro = await startCobro();
  customer = await openShop(cobro);
  await makeProduct(cobro, 'SETUP', { kind: 'service', weightGrams: undefined, unitPrice: 5000 });
  await makeProduct(cobro, 'SAND', { stockTracked: false });
});
afterAll(() => cobro.stop());

const deliver = (id: string, lines: Record<string, number>, asking = {}) =>
  cobro.request(
    'POST',
    `/v1/orders/${id}/service-deliveries`,
    { lines: Object.entries(lines).map(([lineId, quantity]) => ({ lineId, quantity })) },
    asking,
  );

const cancel = (id: string) => cobro.request('POST', `/v1/orders/${id}/cancel`, { reason: 'not needed' });

const payAll = async (orderId: string): Promise<void> => {
  for (const invoice of await invoicesOf(cobro, orderId)) await pay(cobro, invoice, invoice.totals.due);
};

describe('services of an order', () => {
  it('are delivered in parts, each invoiced, paid and completed, without any warehouse', async () => {
    const { id } = await placeOrder(cobro, customer.id, { SETUP: 3 });
    const placed = await orderOf(cobro, id);
    expect(placed.status).toBe('fulfilling');
    expect(placed.nextActions).toMatchObject([{ who: 'service', what: 'Deliver 3 of SETUP and report it' }]);
    const first = await deliver(id, { 1: 1 }, { as: 'warehouse' });
    expect([first.status, first.body]).toMatchObject([
      201,
      {
        id: expect.stringMatching(/^shp_/),
        orderId: id,
        fulfillmentId: null,
        carrier: null,
        status: 'delivered',
        deliveredAt: expect.any(String),
        lines: [{ lineId: '1', sku: 'SETUP', quantity: 1 }],
      },
    ]);
    await cobro.settle();
    expect(await orderOf(cobro, id)).toMatchObject({ status: 'fulfilling', lines: [{ shipped: 1, invoiced: 1 }] });
    await deliver(id, { 1: 2 });
    await cobro.settle();
    expect(await orderOf(cobro, id)).toMatchObject({ status: 'shipped', paymentStatus: 'open' });
    const invoices = await invoicesOf(cobro, id);
    expect(invoices.map(({ totals }) => totals.gross)).toEqual([12_100, 6050]);
    await payAll(id);
    expect(await orderOf(cobro, id)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
    expect(await cobro.executionsOf(id)).toEqual(['SUCCEEDED']);
    expect(await fulfillmentsOf(cobro, id)).toEqual([]);
    const shipments = await cobro.get(`/v1/shipments?orderId=${id}`);
    expect(shipments.items.map(({ fulfillmentId }: any) => fulfillmentId)).toEqual([null, null]);
    const { items } = await cobro.get(`/v1/orders/${id}/timeline`);
    const types = items.map(({ type }: any) => type);
    expect(types.filter((type: string) => type.startsWith('shipment.'))).toEqual([
      'shipment.dispatched',
      'shipment.delivered',
      'shipment.dispatched',
      'shipment.delivered',
    ]);
    expect((await books(cobro)).sum).toBe(0);
  });

  it('on an order with goods and untracked goods complete it together with them', async () => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 2, SETUP: 1, SAND: 1 });
    await shipOrder(cobro, id);
    expect((await orderOf(cobro, id)).status).toBe('fulfilling');
    expect((await deliver(id, { 2: 1 })).status).toBe(201);
    await cobro.settle();
    expect((await orderOf(cobro, id)).status).toBe('shipped');
    await payAll(id);
    expect((await orderOf(cobro, id)).status).toBe('completed');
    expect(await cobro.executionsOf(id)).toEqual(['SUCCEEDED']);
  });

  it('are delivered before anything was reserved, and the lifecycle still invoices them', async () => {
    const order = await cobro.post('/v1/orders', {
      customerId: customer.id,
      currency: 'EUR',
      lines: [{ sku: 'SETUP', quantity: 1 }],
    });
    expect((await deliver(order.id, { 1: 1 })).status).toBe(201);
    await cobro.settle();
    expect(await invoicesOf(cobro, order.id)).toHaveLength(1);
    expect(await cobro.executionsOf(order.id)).toEqual(['SUCCEEDED']);
  });

  it('are what is delivered: goods, unknown lines, too many and orders that are not to be delivered are refused', async () => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 1, SETUP: 2 });
    const goods = await deliver(id, { 1: 1 });
    expect([goods.status, goods.body.code, goods.body.errors[0].path]).toEqual([
      422,
      'not_a_service',
      'lines[0].lineId',
    ]);
    expect((await deliver(id, { 9: 1 })).body).toMatchObject({ status: 400, errors: [{ code: 'unknown_line' }] });
    expect((await deliver(id, { 2: 3 })).body).toMatchObject({ status: 409, code: 'over_delivered' });
    const twice = { lines: [1, 1].map((quantity) => ({ lineId: '2', quantity })) };
    const named = await cobro.request('POST', `/v1/orders/${id}/service-deliveries`, twice);
    expect(named.body).toMatchObject({ status: 400, errors: [{ path: 'lines[1].lineId', code: 'duplicate_line' }] });
    expect((await deliver(id, { 2: 1 }, { as: 'storefront' })).status).toBe(403);
    expect((await deliver('ord_01ARZ3NDEKTSV4RRFFQ69G5FAV', { 2: 1 })).status).toBe(404);

    const poor = await makeCustomer(cobro, { limit: 0 });
    const held = await placeOrder(cobro, poor.id, { SETUP: 1 });
    expect((await deliver(held.id, { 1: 1 })).body).toMatchObject({ status: 409, code: 'wrong_status' });
    await cobro.post(`/v1/credit-reviews/${held.id}/decision`, { decision: 'reject', reason: 'unknown' });
    expect((await deliver(held.id, { 1: 1 })).body).toMatchObject({ status: 409, code: 'wrong_status' });

    expect((await deliver(id, { 2: 2 })).status).toBe(201);
    expect((await deliver(id, { 2: 1 })).body.code).toBe('over_delivered');
  });

  it('are delivered once, however often it is said with one key', async () => {
    const { id } = await placeOrder(cobro, customer.id, { SETUP: 2 });
    const said = await Promise.all([1, 2, 3].map(() => deliver(id, { 1: 1 }, { key: `deliver-${id}` })));
    expect(said.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    const again = await deliver(id, { 1: 1 }, { key: `deliver-${id}` });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    await cobro.settle();
    expect((await orderOf(cobro, id)).lines[0]).toMatchObject({ shipped: 1, invoiced: 1 });
  });
});

describe('at the same moment', () => {
  it.each([
    ['two deliveries of the last piece', 100],
    ['delivery and cancellation', 100],
  ])(
    '%s: exactly one wins, %i times',
    async (what, times) => {
      const buyer = await makeCustomer(cobro, { limit: 1_000_000_000 });
      const orders: string[] = [];
      let delivered = 0;
      for (let round = 0; round < times; round += 1) {
        const { id } = await placeOrder(cobro, buyer.id, { SETUP: 1 });
        orders.push(id);
        const rival = what.includes('cancel') ? cancel(id) : deliver(id, { 1: 1 });
        const answers = await Promise.all([deliver(id, { 1: 1 }), rival]);
        const statuses = answers.map(({ status }) => status);
        expect(statuses.filter((status) => status === 409)).toHaveLength(1);
        if (statuses.includes(201)) delivered += 1;
        const { lines, status } = await orderOf(cobro, id);
        expect(lines[0].shipped + lines[0].cancelled).toBe(1);
        expect(lines[0].shipped).toBe(statuses.includes(201) ? 1 : 0);
        expect(status === 'cancelled').toBe(!statuses.includes(201));
      }
      await cobro.settle();
      for (const id of orders) expect(await cobro.executionsOf(id)).toEqual(['SUCCEEDED']);
      expect((await cobro.get(`/v1/customers/${buyer.id}/credit`)).used).toBe(delivered * 6050);
      let invoices = 0;
      for (const id of orders) invoices += (await invoicesOf(cobro, id)).length;
      expect(invoices).toBe(delivered);
      if (!what.includes('cancel')) expect(delivered).toBe(times);
    },
    120_000,
  );
});

it('no change is without an entry in the audit trail', async () => {
  expect(await auditGaps(cobro)).toEqual([]);
});
