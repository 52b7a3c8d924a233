import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allItems, auditGaps } from '../make/audit.ts';
import {
  address,
  books,
  fulfillmentsOf,
  invoicesOf,
  makeCustomer,
  makeProduct,
  makeWarehouse,
  openShop,
  orderOf,
  pay,
  placeOrder,
  receive,
  shipOrder,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
let customer: any;
beforeAll(async () => {
  cobro = await startCobro();
  customer = await openShop(cobro);
  await makeProduct(cobro, 'PEN', { unitPrice: 333, taxCategory: 'reduced' });
  await receive(cobro, 'PEN', 1000);
  await makeProduct(cobro, 'SETUP', { kind: 'service', weightGrams: undefined, unitPrice: 5000 });
});
afterAll(() => cobro.stop());

type Quantities = Record<string, number>;

const amend = (id: string, { lines, add }: { lines?: Quantities; add?: any[] }, asking = {}) =>
  cobro.request(
    'POST',
    `/v1/orders/${id}/amend`,
    {
      ...(lines && { lines: Object.entries(lines).map(([lineId, quantity]) => ({ lineId, quantity })) }),
      ...(add && { add }),
    },
    asking,
  );

const cancel = (id: string, lines?: any[]) =>
  cobro.request('POST', `/v1/orders/${id}/cancel`, { reason: 'changed their mind', ...(lines && { lines }) });

const creditOf = (id: string): Promise<any> => cobro.get(`/v1/customers/${id}/credit`);
const stockOf = async (sku: string): Promise<any> => (await cobro.get(`/v1/stock?sku=${sku}`)).items[0];
const typesOf = async (id: string): Promise<string[]> =>
  (await cobro.get(`/v1/orders/${id}/timeline`)).items.map(({ type }: any) => type);
const pick = (list: string) => cobro.request('POST', `/v1/fulfillments/${list}/pick`, {});

describe('an order amended before picking', () => {
  it('has its new quantities and lines, at its own prices and the catalogue’s, on one pick list', async () => {
    const buyer = await makeCustomer(cobro);
    const { id } = await placeOrder(cobro, buyer.id, { BOOK: 3 });
    await makeProduct(cobro, 'BOOK', { unitPrice: 1100 });
    const [{ id: oldList }] = await fulfillmentsOf(cobro, id);
    const { status, body } = await amend(id, { lines: { 1: 5 }, add: [{ sku: 'PEN', quantity: 2 }] });
    await makeProduct(cobro, 'BOOK', { unitPrice: 1000 });
    expect([status, body]).toMatchObject([
      200,
      {
        status: 'accepted',
        lines: [
          { lineId: '1', quantity: 5, unitPrice: 1000, net: 5000, reserved: 3 },
          { lineId: '2', sku: 'PEN', quantity: 2, unitPrice: 333, net: 666, reserved: 0 },
        ],
        totals: { net: 5666, tax: 1117, gross: 6783 },
      },
    ]);
    await cobro.settle();
    const after = await orderOf(cobro, id);
    expect(after).toMatchObject({ status: 'fulfilling', lines: [{ reserved: 5 }, { reserved: 2 }] });
    const lists = await fulfillmentsOf(cobro, id);
    expect(lists.filter((list) => list.status === 'pending').map((list) => list.lines)).toEqual([
      [
        { lineId: '1', sku: 'BOOK', quantity: 5 },
        { lineId: '2', sku: 'PEN', quantity: 2 },
      ],
    ]);
    expect(lists.find((list) => list.id === oldList)).toMatchObject({ status: 'cancelled' });
    expect((await creditOf(buyer.id)).used).toBe(6783);
    const types = await typesOf(id);
    expect(types.filter((type) => type === 'order.amended')).toHaveLength(1);
    expect(types.filter((type) => type === 'order.accepted')).toHaveLength(1);

    await shipOrder(cobro, id);
    const [invoice] = await invoicesOf(cobro, id);
    expect(invoice.totals.gross).toBe(6783);
    await pay(cobro, invoice, 6783);
    expect((await orderOf(cobro, id)).status).toBe('completed');
    expect(await cobro.executionsOf(id)).toEqual(['SUCCEEDED']);
    expect((await creditOf(buyer.id)).used).toBe(0);
  });

  it('gives back what it wants no more, also to the order that waits for it', async () => {
    await makeProduct(cobro, 'SCARCE');
    await receive(cobro, 'SCARCE', 4);
    const first = await placeOrder(cobro, customer.id, { SCARCE: 4, BOOK: 1 });
    const second = await placeOrder(cobro, customer.id, { SCARCE: 2 });
    expect((await orderOf(cobro, second.id)).status).toBe('backordered');
    const { body } = await amend(first.id, { lines: { 1: 1 } });
    expect(body).toMatchObject({ status: 'fulfilling', lines: [{ quantity: 1, reserved: 1, net: 1000 }, {}] });
    await cobro.settle();
    expect((await orderOf(cobro, second.id)).status).toBe('fulfilling');
    expect(await stockOf('SCARCE')).toMatchObject({ onHand: 4, reserved: 3 });
    const [list] = await fulfillmentsOf(cobro, first.id, 'pending');
    expect(list.lines.map(({ quantity }: any) => quantity)).toEqual([1, 1]);
  });

  it('drops a line by quantity 0, and waits for no piece of it', async () => {
    await makeProduct(cobro, 'NEVER');
    const { id } = await placeOrder(cobro, customer.id, { NEVER: 2, BOOK: 1 });
    expect((await orderOf(cobro, id)).status).toBe('backordered');
    const { body } = await amend(id, { lines: { 1: 0 }, add: [{ sku: 'SETUP', quantity: 1 }] });
    expect(body).toMatchObject({
      status: 'fulfilling',
      lines: [{ quantity: 0, net: 0, gross: 0 }, { reserved: 1 }, { sku: 'SETUP', lineId: '3' }],
      totals: { net: 6000, gross: 7260 },
    });
    await cobro.settle();
    await receive(cobro, 'NEVER', 5);
    await cobro.settle();
    expect(await stockOf('NEVER')).toMatchObject({ reserved: 0 });
    expect(
      (
        await cobro.request('POST', `/v1/orders/${id}/service-deliveries`, {
          lines: [{ lineId: '3', quantity: 1 }],
        })
      ).status,
    ).toBe(201);
    await shipOrder(cobro, id);
    for (const invoice of await invoicesOf(cobro, id)) await pay(cobro, invoice, invoice.totals.due);
    expect((await orderOf(cobro, id)).status).toBe('completed');
    const said = await invoicesOf(cobro, id);
    expect(said.reduce((sum, { totals }) => sum + totals.gross, 0)).toBe(7260);
  });

  it('keeps what was cancelled of a line', async () => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 5 });
    await cancel(id, [{ lineId: '1', quantity: 2 }]);
    const fewer = await amend(id, { lines: { 1: 1 } });
    expect([fewer.status, fewer.body.code]).toEqual([409, 'not_amendable']);
    const nothing = await amend(id, { lines: { 1: 2 } });
    expect([nothing.status, nothing.body.code]).toEqual([409, 'not_amendable']);
    const { body } = await amend(id, { lines: { 1: 4 } });
    expect(body.lines[0]).toMatchObject({ quantity: 4, cancelled: 2, reserved: 2, net: 4000 });
  });

  it('is refused when it names what is not there, too much, prices without the right, or nothing', async () => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 2 });
    expect((await amend(id, {})).status).toBe(400);
    expect((await amend(id, { lines: { 9: 1 } })).body.errors[0]).toMatchObject({ path: 'lines[0].lineId' });
    const twice = { lines: [1, 2].map((quantity) => ({ lineId: '1', quantity })) };
    expect((await cobro.request('POST', `/v1/orders/${id}/amend`, twice)).body.errors[0].code).toBe('duplicate_line');
    const unknown = await amend(id, {
      add: [
        { sku: 'BOOK', quantity: 1 },
        { sku: 'NO-SUCH', quantity: 1 },
      ],
    });
    expect([unknown.status, unknown.body.code, unknown.body.errors[0].path]).toEqual([
      422,
      'unknown_product',
      'add[1].sku',
    ]);
    const many = Array.from({ length: 100 }, () => ({ sku: 'BOOK', quantity: 1 }));
    expect((await amend(id, { add: many })).body.code).toBe('too_many_lines');
    const priced = { add: [{ sku: 'BOOK', quantity: 1, unitPrice: 1 }] };
    expect((await amend(id, priced, { as: 'storefront' })).body.code).toBe('override_not_allowed');
    const own = await amend(id, priced, { as: 'admin', customerId: customer.id });
    expect([own.status, own.body.code]).toEqual([403, 'override_not_allowed']);
    const stranger = await makeCustomer(cobro);
    expect((await amend(id, { lines: { 1: 1 } }, { as: 'storefront', customerId: stranger.id })).status).toBe(404);
    const same = await amend(id, { lines: { 1: 2 } });
    expect([same.status, same.body.version]).toEqual([200, (await orderOf(cobro, id)).version]);
    expect((await amend(id, priced, { as: 'sales' })).body.lines[1]).toMatchObject({ unitPrice: 1 });
  });

  it('is not one once something is picked, has left, or the order ended', async () => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 1 });
    const [{ id: list }] = await fulfillmentsOf(cobro, id);
    await pick(list);
    expect((await amend(id, { lines: { 1: 2 } })).body).toMatchObject({ status: 409, code: 'wrong_status' });
    const done = await placeOrder(cobro, customer.id, { SETUP: 2 });
    await cobro.post(`/v1/orders/${done.id}/service-deliveries`, { lines: [{ lineId: '1', quantity: 1 }] });
    expect((await amend(done.id, { lines: { 1: 5 } })).body.code).toBe('wrong_status');
    const gone = await placeOrder(cobro, customer.id, { BOOK: 1 });
    await cancel(gone.id);
    expect((await amend(gone.id, { lines: { 1: 5 } })).body.code).toBe('wrong_status');
  });

  it('is carried out once, however often it is said with one key', async () => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 1 });
    const change = { add: [{ sku: 'PEN', quantity: 1 }] };
    const said = await Promise.all([1, 2, 3].map(() => amend(id, change, { key: `amend-${id}` })));
    expect(said.some(({ status }) => status === 200)).toBe(true);
    const again = await amend(id, change, { key: `amend-${id}` });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    await cobro.settle();
    expect((await orderOf(cobro, id)).lines).toHaveLength(2);
  });
});

describe('credit', () => {
  it('holds an order amended beyond the limit: nothing is reserved or counted, and approval goes on with all of it', async () => {
    const buyer = await makeCustomer(cobro, { limit: 5000 });
    const before = await stockOf('BOOK');
    const { id } = await placeOrder(cobro, buyer.id, { BOOK: 4 });
    expect((await creditOf(buyer.id)).used).toBe(4840);
    const { body } = await amend(id, { lines: { 1: 5 } });
    expect(body).toMatchObject({
      status: 'credit_hold',
      credit: { decision: 'held', reasons: [{ code: 'over_limit' }] },
      lines: [{ quantity: 5, reserved: 0 }],
    });
    expect((await creditOf(buyer.id)).used).toBe(0);
    await cobro.settle();
    expect((await stockOf('BOOK')).reserved).toBe(before.reserved);
    expect((await fulfillmentsOf(cobro, id)).map(({ status }) => status)).toEqual(['cancelled']);
    const reviews = (await cobro.get('/v1/credit-reviews?status=open&limit=100')).items;
    expect(reviews.map((one: any) => one.orderId)).toContain(id);
    await cobro.post(`/v1/credit-reviews/${id}/decision`, { decision: 'approve', reason: 'known' });
    await cobro.settle();
    expect(await orderOf(cobro, id)).toMatchObject({ status: 'fulfilling', lines: [{ reserved: 5 }] });
    expect((await creditOf(buyer.id)).used).toBe(6050);
    expect(await cobro.executionsOf(id)).toEqual(['RUNNING']);
    await shipOrder(cobro, id);
    expect(await cobro.executionsOf(id)).toEqual(['SUCCEEDED']);
    const held = (await cobro.get(`/v1/orders/${id}/timeline`)).items.filter(({ type }: any) => type === 'order.held');
    expect(held.map(({ data }: any) => data)).toMatchObject([
      { reason: 'amended', reasonCodes: ['over_limit'], lines: [{ lineId: '1', sku: 'BOOK', quantity: 4 }] },
    ]);
  });

  it('ends the lifecycle of a held order that is rejected', async () => {
    const buyer = await makeCustomer(cobro, { limit: 2000 });
    const { id } = await placeOrder(cobro, buyer.id, { BOOK: 1 });
    await amend(id, { lines: { 1: 2 } });
    await cobro.post(`/v1/credit-reviews/${id}/decision`, { decision: 'reject', reason: 'too much' });
    await cobro.settle();
    expect((await orderOf(cobro, id)).status).toBe('rejected');
    expect(await cobro.executionsOf(id)).toEqual(['SUCCEEDED']);
  });

  it('accepts a held order that is made small enough', async () => {
    const buyer = await makeCustomer(cobro, { limit: 2500 });
    const { id } = await placeOrder(cobro, buyer.id, { BOOK: 3 });
    expect((await orderOf(cobro, id)).status).toBe('credit_hold');
    expect((await amend(id, { lines: { 1: 2 } })).body).toMatchObject({
      status: 'accepted',
      credit: { decision: 'approved' },
    });
    await cobro.settle();
    expect(await orderOf(cobro, id)).toMatchObject({ status: 'fulfilling', lines: [{ reserved: 2 }] });
    expect((await creditOf(buyer.id)).used).toBe(2420);
    await shipOrder(cobro, id);
    expect(await cobro.executionsOf(id)).toEqual(['SUCCEEDED']);
  });

  it('is not asked about an order that becomes smaller', async () => {
    const buyer = await makeCustomer(cobro, { limit: 5000 });
    const { id } = await placeOrder(cobro, buyer.id, { BOOK: 4 });
    await cobro.put(`/v1/customers/${buyer.id}/credit`, { limit: 0 });
    expect((await amend(id, { lines: { 1: 3 } })).body.credit.decision).toBe('approved');
    expect((await creditOf(buyer.id)).used).toBe(3630);
  });

  it('is never overdrawn by amendments at the same moment', async () => {
    const buyer = await makeCustomer(cobro, { limit: 6050 });
    const ids: string[] = [];
    for (let at = 0; at < 4; at += 1) ids.push((await placeOrder(cobro, buyer.id, { BOOK: 1 })).id);
    const answers = await Promise.all(ids.map((id) => amend(id, { lines: { 1: 2 } })));
    const held = answers.filter(({ body }) => body.status === 'credit_hold').length;
    expect(held).toBeGreaterThan(0);
    await cobro.settle();
    expect((await creditOf(buyer.id)).used).toBe((4 - held) * 2420);
    expect((await creditOf(buyer.id)).available).toBeGreaterThanOrEqual(0);
  });
});

describe('an order of many lines', () => {
  const skus = Array.from({ length: 100 }, (_, at) => `AMEND-${at}`);
  beforeAll(async () => {
    await makeWarehouse(cobro, 'BCN');
    for (const sku of skus) {
      await makeProduct(cobro, sku);
      await receive(cobro, sku, 1);
      await receive(cobro, sku, 1, 'BCN');
    }
  });

  it('is held whole, in several steps, and comes back whole', async () => {
    const buyer = await makeCustomer(cobro, { limit: 250_000 });
    const { id } = await placeOrder(cobro, buyer.id, Object.fromEntries(skus.map((sku) => [sku, 2])));
    expect((await orderOf(cobro, id)).status).toBe('fulfilling');
    const { body } = await amend(id, { lines: { 1: 20 } });
    expect(body.status).toBe('credit_hold');
    await cobro.settle();
    for (const sku of skus) {
      const { items } = await cobro.get(`/v1/stock?sku=${sku}`);
      expect(items.map(({ reserved, available }: any) => [reserved, available])).toEqual([
        [0, 1],
        [0, 1],
      ]);
    }
    await cobro.post(`/v1/credit-reviews/${id}/decision`, { decision: 'approve', reason: 'known' });
    await cobro.settle();
    const { status, lines } = await orderOf(cobro, id);
    expect(status).toBe('backordered');
    expect(lines.map(({ reserved }: any) => reserved)).toEqual(lines.map(() => 2));
    const lists = await fulfillmentsOf(cobro, id, 'pending');
    expect(lists.map((list) => list.lines.length)).toEqual([100, 100]);
    await cancel(id);
    await cobro.settle();
  });

  it('is made smaller by forty rows of stock at once, and refuses more', async () => {
    const { id } = await placeOrder(cobro, customer.id, Object.fromEntries(skus.map((sku) => [sku, 2])));
    const smaller = (count: number): Quantities =>
      Object.fromEntries(skus.slice(0, count).map((_, at) => [String(at + 1), 1]));
    expect((await amend(id, { lines: smaller(41) })).body).toMatchObject({ status: 422, code: 'too_many_changes' });
    expect((await amend(id, { lines: smaller(40) })).status).toBe(200);
    await cobro.settle();
    const { lines, status } = await orderOf(cobro, id);
    expect(status).toBe('fulfilling');
    expect(lines.map(({ reserved }: any) => reserved)).toEqual(lines.map((_: any, at: number) => (at < 40 ? 1 : 2)));
    await cancel(id);
    await cobro.settle();
  });
});

describe('address, note and requested date', () => {
  const change = (id: string, body: any, asking = {}) => cobro.request('PATCH', `/v1/orders/${id}`, body, asking);

  it('are changed until picking, told by name only, and cleared by null', async () => {
    const { id, version } = await placeOrder(cobro, customer.id, { BOOK: 1 });
    const elsewhere = { ...address, line1: 'Plaza Nueva 9' };
    const now = await orderOf(cobro, id);
    const first = await change(
      id,
      { shippingAddress: elsewhere, note: 'Ring', requestedDeliveryDate: '2999-01-01' },
      {
        headers: { 'if-match': `"${now.version}"` },
      },
    );
    expect([first.status, first.body]).toMatchObject([
      200,
      { shippingAddress: elsewhere, note: 'Ring', requestedDeliveryDate: '2999-01-01', version: now.version + 1 },
    ]);
    const stale = await change(id, { note: 'x' }, { headers: { 'if-match': `"${version}"` } });
    expect([stale.status, stale.body.code]).toEqual([412, 'stale_version']);
    const cleared = await change(id, { note: null, requestedDeliveryDate: null });
    expect(cleared.body.note).toBeUndefined();
    expect(cleared.body.requestedDeliveryDate).toBeUndefined();
    expect((await change(id, { note: null })).body.version).toBe(cleared.body.version);
    const { items } = await cobro.get(`/v1/orders/${id}/timeline`);
    const told = items.filter(({ type }: any) => type === 'order.changed').map(({ data }: any) => data.changed);
    expect(told).toEqual([
      ['note', 'requestedDeliveryDate', 'shippingAddress'],
      ['note', 'requestedDeliveryDate'],
    ]);
    expect(JSON.stringify(items)).not.toContain('Plaza Nueva');
    expect((await change(id, { requestedDeliveryDate: '2020-01-01' })).body.errors[0].code).toBe('in_the_past');
    expect((await change(id, { quantity: 1 })).status).toBe(400);
    const stranger = await makeCustomer(cobro);
    expect((await change(id, { note: 'x' }, { as: 'storefront', customerId: stranger.id })).status).toBe(404);
    const [{ id: list }] = await fulfillmentsOf(cobro, id);
    await pick(list);
    const late = await change(id, { note: 'late' });
    expect([late.status, late.body.code]).toEqual([409, 'wrong_status']);
    await shipOrder(cobro, id);
  });

  it('in another country are taxed as there, in order, exposure and invoice', async () => {
    const buyer = await makeCustomer(cobro);
    const { id } = await placeOrder(cobro, buyer.id, { BOOK: 2 });
    const { body } = await change(id, { shippingAddress: { ...address, country: 'CH' } });
    expect(body).toMatchObject({ totals: { net: 2000, tax: 0, gross: 2000 }, lines: [{ taxRate: 0 }] });
    expect((await creditOf(buyer.id)).used).toBe(2000);
    await shipOrder(cobro, id);
    const [invoice] = await invoicesOf(cobro, id);
    expect(invoice).toMatchObject({ totals: { gross: 2000 }, taxBreakdown: [{ category: 'G' }] });
  });

  it('in a country with higher tax hold an order that no longer fits the limit', async () => {
    const buyer = await makeCustomer(cobro, { limit: 2420 });
    const { id } = await placeOrder(cobro, buyer.id, { BOOK: 2 });
    const { body } = await change(id, { shippingAddress: { ...address, country: 'SE' } });
    expect(body).toMatchObject({ status: 'credit_hold', totals: { gross: 2500 } });
    await cobro.settle();
    expect((await creditOf(buyer.id)).used).toBe(0);
    const back = await change(id, { shippingAddress: address });
    expect(back.body).toMatchObject({ status: 'accepted', totals: { gross: 2420 } });
    await cobro.settle();
    expect(await orderOf(cobro, id)).toMatchObject({ status: 'fulfilling' });
    const types = await typesOf(id);
    expect(types.filter((type) => /changed|held|order.accepted/.test(type))).toEqual([
      'order.accepted',
      'order.changed',
      'order.held',
      'order.changed',
      'order.accepted',
    ]);
  });

  it('are found by the export of a person’s data, and erased with them', async () => {
    const buyer = await makeCustomer(cobro);
    const { id } = await placeOrder(cobro, buyer.id, { BOOK: 1 });
    await change(
      id,
      { shippingAddress: { ...address, line1: 'Calle Secreta 7' }, note: 'the red door' },
      {
        key: `patch-${id}`,
      },
    );
    await amend(id, { lines: { 1: 2 } });
    const data = JSON.stringify(await cobro.get(`/v1/customers/${buyer.id}/personal-data`));
    expect(data).toContain('Calle Secreta 7');
    expect(data).toContain('the red door');
    await cancel(id);
    await cobro.settle();
    await cobro.post(`/v1/customers/${buyer.id}/erasure`, { reason: 'asked' });
    const after = await orderOf(cobro, id);
    expect(JSON.stringify(after)).not.toContain('Secreta');
    expect(after.note).toBeUndefined();
    expect(JSON.stringify(await allItems(cobro))).not.toContain('Secreta');
  });
});

it('books add up, and no change is without an entry in the audit trail', async () => {
  await cobro.settle();
  expect((await books(cobro)).sum).toBe(0);
  expect(await auditGaps(cobro)).toEqual([]);
});
