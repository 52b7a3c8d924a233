import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyItem, verifyTable } from '../../shared/verification/verify-table.ts';
import { auditGaps } from '../make/audit.ts';
import {
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
  shipFulfillment,
  shipOrder,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
let customer: any;
beforeAll(async () => {
  cobro = await startCobro();
  customer = await openShop(cobro);
  await makeWarehouse(cobro, 'BACK');
  await makeProduct(cobro, 'BREAD', { unitPrice: 333, taxCategory: 'reduced' });
  await receive(cobro, 'BREAD', 10_000);
});
afterAll(() => cobro.stop());

const shipped = async (pieces: Record<string, number>, of = customer): Promise<any> => {
  const order = await placeOrder(cobro, of.id, pieces);
  await shipOrder(cobro, order.id);
  return orderOf(cobro, order.id);
};

type Pieces = { lineId: string; quantity: number };
const one = (quantity: number, lineId = '1'): Pieces => ({ lineId, quantity });

const asks = (orderId: string, lines: Pieces[], asking = {}) =>
  cobro.request('POST', `/v1/orders/${orderId}/returns`, { reason: 'The wrong colour', lines }, asking);

const request = async (orderId: string, ...lines: Pieces[]): Promise<any> => {
  const answer = await asks(orderId, lines);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
};

const take = (returnId: string, lines: object[], more: object = {}, asking = {}) =>
  cobro.request(
    'POST',
    `/v1/returns/${returnId}/receive`,
    { lines: lines.map((line) => ({ lineId: '1', condition: 'sellable', warehouse: 'MAD', ...line })), ...more },
    asking,
  );

/** Takes in and waits for the credit notes. */
const came = async (returnId: string, lines: object[], more: object = {}): Promise<any> => {
  const answer = await take(returnId, lines, more);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  await cobro.settle();
  return cobro.get(`/v1/returns/${returnId}`);
};

const stockOf = async (sku: string, warehouse = 'MAD'): Promise<any> =>
  (await cobro.get(`/v1/stock?sku=${sku}&warehouse=${warehouse}`)).items[0];

const notesOf = async ({ creditNoteIds }: any): Promise<any[]> =>
  Promise.all(creditNoteIds.map((id: string) => cobro.get(`/v1/credit-notes/${id}`)));

const typesOf = async (orderId: string): Promise<string[]> =>
  (await cobro.get(`/v1/orders/${orderId}/timeline`)).items.map(({ type }: any) => type);

const expectAllVerified = async (): Promise<void> => {
  await cobro.settle();
  expect((await verifyTable(everyItem())).findings).toEqual([]);
  expect(await auditGaps(cobro)).toEqual([]);
  expect((await books(cobro)).sum).toBe(0);
};

describe('a return', () => {
  it('brings sellable pieces back on the shelf and credits them', async () => {
    const order = await shipped({ BOOK: 5 });
    const before = await stockOf('BOOK');
    const announced = await request(order.id, one(2));
    expect(announced).toMatchObject({
      id: expect.stringMatching(/^ret_/),
      status: 'requested',
      lines: [{ lineId: '1', sku: 'BOOK', quantity: 2, received: 0, credited: 0 }],
    });
    const waiting = await orderOf(cobro, order.id);
    expect(waiting.lines[0].returned).toBe(0);
    expect(waiting.nextActions).toContainEqual(
      expect.objectContaining({ who: 'warehouse', what: 'Receive the return' }),
    );

    const back = await came(announced.id, [{ quantity: 2 }]);
    expect(back).toMatchObject({ status: 'received', lines: [{ received: 2, sellable: 2, damaged: 0, credited: 2 }] });
    const after = await stockOf('BOOK');
    expect([after.onHand - before.onHand, after.available - before.available]).toEqual([2, 2]);
    const [note] = await notesOf(back);
    expect(note).toMatchObject({
      returnId: back.id,
      totals: { gross: 2420 },
      applied: 2420,
      reason: 'The wrong colour',
    });
    const [invoice] = await invoicesOf(cobro, order.id);
    expect(invoice.totals).toMatchObject({ credited: 2420, due: 3630 });
    const now = await orderOf(cobro, order.id);
    expect(now).toMatchObject({ status: 'shipped', paymentStatus: 'open', lines: [{ shipped: 5, returned: 2 }] });
    const types = await typesOf(order.id);
    for (const type of ['return.requested', 'return.received', 'credit_note.issued', 'return.credited'])
      expect(types).toContain(type);
    expect(types.indexOf('return.received')).toBeLessThan(types.indexOf('credit_note.issued'));
    await pay(cobro, invoice, 3630);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
  });

  it('writes damaged pieces down: the stock tells of them and has none more to sell', async () => {
    const order = await shipped({ BOOK: 3 });
    const { id } = await request(order.id, one(3));
    const before = await stockOf('BOOK');
    const back = await came(id, [{ quantity: 1 }, { quantity: 2, condition: 'damaged' }]);
    expect(back.lines[0]).toMatchObject({ received: 3, sellable: 1, damaged: 2, credited: 3 });
    const after = await stockOf('BOOK');
    expect([after.onHand - before.onHand, after.available - before.available]).toEqual([1, 1]);
    const { items } = await cobro.get('/v1/audit-trail?kind=stock&id=BOOK@MAD&limit=100');
    const moves = items
      .filter(({ data }: any) => data.returnId === id)
      .map(({ data }: any) => [data.reason, data.quantity]);
    expect(moves).toEqual([
      ['return', 1],
      ['return', 2],
      ['damage', -2],
    ]);
  });

  it('comes in parts and to several warehouses, some of them new to the sku; what never comes is given up', async () => {
    const order = await shipped({ BOOK: 6, BREAD: 2 });
    const { id } = await request(order.id, one(5), one(2, '2'));
    expect(await came(id, [{ quantity: 1 }, { quantity: 1, warehouse: 'BACK' }])).toMatchObject({
      status: 'receiving',
    });
    const more = await came(id, [
      { quantity: 1, warehouse: 'BACK' },
      { lineId: '2', quantity: 2, condition: 'damaged' },
    ]);
    expect(more).toMatchObject({
      status: 'receiving',
      lines: [
        { received: 3, credited: 3 },
        { received: 2, credited: 2 },
      ],
    });
    expect(await stockOf('BOOK', 'BACK')).toMatchObject({ onHand: 2, available: 2 });
    expect((await notesOf(more)).map(({ totals }) => totals.net)).toEqual([2000, 1666]);
    expect(await cobro.post(`/v1/returns/${id}/cancel`)).toMatchObject({
      status: 'received',
      lines: [{ quantity: 3 }, { quantity: 2 }],
    });
    expect((await asks(order.id, [one(4)])).status).toBe(409);
    expect((await asks(order.id, [one(3)])).status).toBe(201);
  });

  it('is cancelled before it comes, and its pieces can be announced again', async () => {
    const order = await shipped({ BOOK: 2 });
    const { id } = await request(order.id, one(2));
    expect((await asks(order.id, [one(1)])).body.code).toBe('not_returnable');
    expect(await cobro.post(`/v1/returns/${id}/cancel`)).toMatchObject({ status: 'cancelled' });
    await cobro.settle();
    expect(await typesOf(order.id)).toContain('return.cancelled');
    expect((await cobro.request('POST', `/v1/returns/${id}/cancel`)).body.code).toBe('wrong_status');
    expect((await take(id, [{ quantity: 1 }])).body.code).toBe('wrong_status');
    await request(order.id, one(2));
  });

  it('of a paid order is the customer’s credit, or paid back as finance decides', async () => {
    const buyer = await makeCustomer(cobro);
    const order = await shipped({ BOOK: 4 }, buyer);
    const [invoice] = await invoicesOf(cobro, order.id);
    await pay(cobro, invoice, invoice.totals.gross);
    const { id } = await request(order.id, one(3));
    const [first] = await notesOf(await came(id, [{ quantity: 1 }]));
    expect(first).toMatchObject({ applied: 0, unapplied: 1210, refunded: 0 });
    const asWarehouse = await take(id, [{ quantity: 2 }], { settlement: 'refund' }, { as: 'warehouse' });
    expect(asWarehouse).toMatchObject({ status: 403, body: { code: 'missing_scope' } });
    const payable = (await books(cobro)).balanceOf('refunds_payable');
    const [, second] = await notesOf(await came(id, [{ quantity: 2 }], { settlement: 'refund' }));
    expect(second).toMatchObject({ applied: 0, unapplied: 0, refunded: 2420 });
    expect((await books(cobro)).balanceOf('refunds_payable') - payable).toBe(-2420);
    expect((await cobro.get(`/v1/customers/${buyer.id}/credit`)).used).toBe(-1210);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed', lines: [{ returned: 3 }] });
  });

  it('credits the newest invoice first, and each piece once, whatever was credited by hand', async () => {
    await makeProduct(cobro, 'PARTS', { unitPrice: 1000 });
    await receive(cobro, 'PARTS', 3);
    const order = await placeOrder(cobro, customer.id, { PARTS: 5 });
    await shipOrder(cobro, order.id);
    await receive(cobro, 'PARTS', 2);
    await cobro.settle();
    await shipOrder(cobro, order.id);
    const [newest, oldest] = await invoicesOf(cobro, order.id);
    expect([oldest.lines[0].quantity, newest.lines[0].quantity]).toEqual([3, 2]);
    await cobro.post(`/v1/invoices/${newest.id}/credit-notes`, {
      reason: 'By hand',
      lines: [{ line: 1, quantity: 1 }],
    });
    const { id } = await request(order.id, one(5));
    const notes = await notesOf(await came(id, [{ quantity: 2 }]));
    expect(notes.map(({ invoiceId, totals }) => [invoiceId, totals.net])).toEqual([
      [newest.id, 1000],
      [oldest.id, 1000],
    ]);
    const back = await came(id, [{ quantity: 3 }]);
    expect(back.lines[0]).toMatchObject({ received: 5, credited: 4 });
    expect((await invoicesOf(cobro, order.id)).map(({ status }) => status)).toEqual(['credited', 'credited']);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed', lines: [{ returned: 5 }] });
  });

  it('after a price reduction gives back what was left to pay', async () => {
    const order = await shipped({ BOOK: 2 });
    const [invoice] = await invoicesOf(cobro, order.id);
    await cobro.post(`/v1/invoices/${invoice.id}/credit-notes`, { reason: 'Ten percent off', amount: 242 });
    const { id } = await request(order.id, one(2));
    const [note] = await notesOf(await came(id, [{ quantity: 2 }]));
    expect(note.totals).toEqual({ net: 1800, tax: 378, gross: 2178 });
    expect(await invoicesOf(cobro, order.id)).toMatchObject([{ status: 'credited', totals: { due: 0 } }]);
  });

  it('of things that cost nothing or are not counted moves what there is to move', async () => {
    await makeProduct(cobro, 'GIFT', { unitPrice: 0 });
    await makeProduct(cobro, 'LOOSE', { unitPrice: 500, stockTracked: false });
    await receive(cobro, 'GIFT', 10);
    const order = await shipped({ GIFT: 1, LOOSE: 2, BOOK: 1 });
    const { id } = await request(order.id, one(1), one(2, '2'), one(1, '3'));
    const lines = [{ quantity: 1 }, { lineId: '2', quantity: 2 }, { lineId: '3', quantity: 1 }];
    const back = await came(id, lines);
    expect(back.lines.map(({ credited }: any) => credited)).toEqual([0, 2, 1]);
    expect(await stockOf('GIFT')).toMatchObject({ onHand: 10 });
  });
});

describe('erpnext#50832: an order shipped in part, returned in part, then shipped on', () => {
  it('has the right status at every step', async () => {
    await makeProduct(cobro, 'STEEL');
    await receive(cobro, 'STEEL', 4);
    const order = await placeOrder(cobro, customer.id, { STEEL: 10 });
    await shipOrder(cobro, order.id);
    const statusNow = async () => {
      const { status, paymentStatus, lines } = await orderOf(cobro, order.id);
      const [{ shipped: gone, returned, reserved }] = lines;
      return { status, paymentStatus, gone, returned, reserved };
    };
    expect(await statusNow()).toMatchObject({ status: 'backordered', paymentStatus: 'open', gone: 4 });
    const first = await request(order.id, one(4));
    await came(first.id, [{ quantity: 4, condition: 'damaged' }]);
    // What came back is no new demand: six are still to go, not ten.
    expect(await statusNow()).toMatchObject({
      status: 'backordered',
      paymentStatus: 'paid',
      gone: 4,
      returned: 4,
    });
    await receive(cobro, 'STEEL', 6);
    await cobro.settle();
    expect(await statusNow()).toMatchObject({ status: 'fulfilling', reserved: 6, returned: 4 });
    const [list] = await fulfillmentsOf(cobro, order.id, 'pending');
    expect(list.lines[0].quantity).toBe(6);
    await shipFulfillment(cobro, list.id);
    await cobro.settle();
    expect(await statusNow()).toMatchObject({
      status: 'shipped',
      paymentStatus: 'partially_paid',
      gone: 10,
      returned: 4,
    });
    const [newest] = await invoicesOf(cobro, order.id);
    await pay(cobro, newest, newest.totals.due);
    expect(await statusNow()).toMatchObject({ status: 'completed', paymentStatus: 'paid', returned: 4 });
  });

  it('gives pieces that come back to orders that wait for them', async () => {
    await makeProduct(cobro, 'ONLY');
    await receive(cobro, 'ONLY', 1);
    const order = await shipped({ ONLY: 1 });
    const next = await placeOrder(cobro, customer.id, { ONLY: 1 });
    expect(await orderOf(cobro, next.id)).toMatchObject({ status: 'backordered' });
    const { id } = await request(order.id, one(1));
    await came(id, [{ quantity: 1 }]);
    expect(await orderOf(cobro, next.id)).toMatchObject({ status: 'fulfilling' });
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed' });
  });
});

describe('what cannot come back', () => {
  it('is refused with the way out', async () => {
    await makeProduct(cobro, 'HELP', { kind: 'service' });
    const open = await placeOrder(cobro, customer.id, { BOOK: 2 });
    expect(await asks(open.id, [one(1)])).toMatchObject({ status: 409, body: { code: 'not_returnable' } });
    const order = await shipped({ BOOK: 2, HELP: 1 });
    const refusals: [Pieces[], number, string][] = [
      [[one(3)], 409, 'not_returnable'],
      [[one(1, '2')], 409, 'not_returnable'],
      [[one(1, '7')], 400, 'invalid_request'],
      [[one(1), one(1)], 400, 'invalid_request'],
      [[one(0)], 400, 'invalid_request'],
      [[], 400, 'invalid_request'],
    ];
    for (const [lines, status, code] of refusals)
      expect(await asks(order.id, lines)).toMatchObject({ status, body: { code } });
    const { id } = await request(order.id, one(2));
    expect(await take(id, [{ quantity: 3 }])).toMatchObject({ status: 422, body: { code: 'over_received' } });
    expect(await take(id, [{ quantity: 1 }, { quantity: 2 }])).toMatchObject({ body: { code: 'over_received' } });
    expect(await take(id, [{ lineId: '2', quantity: 1 }])).toMatchObject({ status: 400 });
    expect(await take(id, [{ quantity: 1, warehouse: 'NOWHERE' }])).toMatchObject({
      body: { code: 'unknown_warehouse' },
    });
    expect(await take(id, [{ quantity: 1, condition: 'eaten' }])).toMatchObject({ status: 400 });
    expect(await take('ret_01ARZ3NDEKTSV4RRFFQ69G5FAV', [{ quantity: 1 }])).toMatchObject({
      body: { code: 'return_not_found' },
    });
  });

  it('is another customer’s', async () => {
    const [mine, stranger] = [await makeCustomer(cobro), await makeCustomer(cobro)];
    const order = await shipped({ BOOK: 2 }, mine);
    expect((await asks(order.id, [one(1)], { customerId: stranger.id })).status).toBe(404);
    const { body } = await asks(order.id, [one(1)], { customerId: mine.id });
    const at = `/v1/returns/${body.id}`;
    for (const [method, path] of [
      ['GET', at],
      ['POST', `${at}/cancel`],
    ] as const)
      expect((await cobro.request(method, path, undefined, { customerId: stranger.id })).status).toBe(404);
    expect((await take(body.id, [{ quantity: 1 }], {}, { customerId: mine.id })).status).toBe(403);
    const listed = async (query: string, asking = {}) =>
      (await cobro.get(`/v1/returns${query}`, asking)).items.map(({ id }: any) => id);
    expect(await listed('', { customerId: stranger.id })).toEqual([]);
    expect(await listed(`?orderId=${order.id}`, { customerId: stranger.id })).toEqual([]);
    expect(await listed('?status=requested', { customerId: mine.id })).toEqual([body.id]);
    expect(await listed(`?orderId=${order.id}&status=received`)).toEqual([]);
    expect(await listed(`?orderId=${order.id}`)).toEqual([body.id]);
    expect((await listed('?limit=100'))[0]).toBe(body.id);
    expect(await listed('?status=requested&limit=100')).toContain(body.id);
  });
});

describe('an exchange', () => {
  it('is an order of its own for the same customer, linked both ways, and decided by credit', async () => {
    const buyer = await makeCustomer(cobro, { limit: 3000 });
    const order = await shipped({ BOOK: 2 }, buyer);
    const { id } = await request(order.id, one(2));
    const swap = (key: string, quantity = 2) =>
      cobro.request('POST', `/v1/returns/${id}/exchange`, { lines: [{ sku: 'BREAD', quantity }] }, { key });
    const [first, second] = await Promise.all([swap(`x-${id}`), swap(`x-${id}`)]);
    const again = await swap(`x-${id}`);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    for (const answer of [first, second].filter(({ status }) => status !== 409))
      expect(answer.body).toEqual(again.body);
    const { body } = again;
    // 24.20 of 30.00 are used, and 7.33 would be more than is left: exchanged or not, credit decides.
    expect(body).toMatchObject({
      status: 'credit_hold',
      customerId: buyer.id,
      exchangeFor: id,
      lines: [{ sku: 'BREAD' }],
    });
    expect(await cobro.get(`/v1/returns/${id}`)).toMatchObject({ exchangeOrderId: body.id });
    expect((await swap(`y-${id}`)).body.code).toBe('already_exchanged');
    expect(await swap(`x-${id}`, 3)).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    await cobro.settle();
    expect(await typesOf(order.id)).toContain('return.exchanged');
    await came(id, [{ quantity: 2 }]);
    // The credit for what came back makes room, and the order goes on by itself.
    expect(await orderOf(cobro, body.id)).toMatchObject({ status: 'fulfilling', exchangeFor: id });
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed' });
  });

  it('is settled by the credit for what came back, whichever comes first', async () => {
    for (const isEarly of [true, false]) {
      const order = await shipped({ BOOK: 2 });
      const [invoice] = await invoicesOf(cobro, order.id);
      await pay(cobro, invoice, invoice.totals.gross);
      const { id } = await request(order.id, one(2));
      const swapped = await cobro.post(`/v1/returns/${id}/exchange`, { lines: [{ sku: 'BREAD', quantity: 3 }] });
      await cobro.settle();
      if (isEarly) await came(id, [{ quantity: 2 }]);
      await shipOrder(cobro, swapped.id);
      if (!isEarly) await came(id, [{ quantity: 2 }]);
      const [settled] = await invoicesOf(cobro, swapped.id);
      expect(settled).toMatchObject({ status: 'credited', totals: { gross: 1099, credited: 1099, due: 0 } });
      expect(await orderOf(cobro, swapped.id)).toMatchObject({ status: 'completed' });
      const [note] = await notesOf(await cobro.get(`/v1/returns/${id}`));
      expect(note).toMatchObject({ applied: 1099, unapplied: 2420 - 1099 });
    }
  });

  it('happens once, however many ask at once, and not for a cancelled return', async () => {
    const order = await shipped({ BOOK: 1 });
    const { id } = await request(order.id, one(1));
    const swap = () => cobro.request('POST', `/v1/returns/${id}/exchange`, { lines: [{ sku: 'BOOK', quantity: 1 }] });
    const answers = await Promise.all(Array.from({ length: 6 }, swap));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'already_exchanged')).toHaveLength(5);
    const other = await request((await shipped({ BOOK: 1 })).id, one(1));
    await cobro.post(`/v1/returns/${other.id}/cancel`);
    const late = await cobro.request('POST', `/v1/returns/${other.id}/exchange`, {
      lines: [{ sku: 'BOOK', quantity: 1 }],
    });
    expect(late).toMatchObject({ status: 409, body: { code: 'wrong_status' } });
  });
});

it('returns and credit notes come as CSV too', async () => {
  for (const path of ['/v1/returns?limit=2', '/v1/credit-notes?limit=2']) {
    const { status, bytes } = await cobro.request('GET', path, undefined, { headers: { accept: 'text/csv' } });
    expect(status).toBe(200);
    expect(bytes.toString().trim().split('\n')).toHaveLength(3);
  }
});

it('everything adds up at the end, and every version is told of', () => expectAllVerified());
