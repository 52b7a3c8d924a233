import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler as sweep } from '../../functions/orders/resume-interrupted-work.ts';
import { services } from '../../local/embedded.ts';
import { callBy } from '../../shared/call.ts';
import { repeatKeyOf } from '../../shared/http/repeat.ts';
import { cancelOrder, finishCancelling } from '../../shared/orders/cancel-order.ts';
import { auditGaps } from '../make/audit.ts';
import {
  fulfillmentsOf,
  invoicesOf,
  makeCustomer,
  makeProduct,
  openShop,
  orderOf,
  placeOrder,
  receive,
  shipFulfillment,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
let customer: any;
beforeAll(async () => {
  cobro = await startCobro();
  customer = await openShop(cobro);
});
afterAll(() => cobro.stop());

const cancel = (id: string, lines?: { lineId: string; quantity: number }[], asking = {}) =>
  cobro.request('POST', `/v1/orders/${id}/cancel`, { reason: 'changed their mind', ...(lines && { lines }) }, asking);

const creditOf = (id = customer.id): Promise<any> => cobro.get(`/v1/customers/${id}/credit`);
const stockOf = async (sku: string): Promise<any> => (await cobro.get(`/v1/stock?sku=${sku}`)).items[0];

/** Picks, packs and checks the order's open pick list. Answers its id. */
const makeReady = async (orderId: string): Promise<string> => {
  const [{ id }] = await fulfillmentsOf(cobro, orderId, 'pending');
  await cobro.post(`/v1/fulfillments/${id}/pick`, {});
  await cobro.post(`/v1/fulfillments/${id}/pack`, { packages: [{ weightGrams: 10 }] });
  await cobro.post(`/v1/fulfillments/${id}/quality-check`, { result: 'pass' });
  return id;
};

describe('an order cancelled whole', () => {
  it('gives back stock and credit, ends pick list and lifecycle, and is told by mail, each once', async () => {
    const buyer = await makeCustomer(cobro);
    const before = await stockOf('BOOK');
    const { id, number } = await placeOrder(cobro, buyer.id, { BOOK: 3 });
    const first = await cancel(id, undefined, { key: `cancel-${id}` });
    expect(first.body).toMatchObject({ status: 'cancelled', lines: [{ cancelled: 3, reserved: 0 }] });
    const again = await cancel(id, undefined, { key: `cancel-${id}` });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    expect((await cancel(id)).body.code).toBe('not_cancellable');
    await cobro.settle();
    expect(await stockOf('BOOK')).toMatchObject({ reserved: before.reserved, available: before.available });
    expect(await creditOf(buyer.id)).toMatchObject({ used: 0 });
    expect((await fulfillmentsOf(cobro, id)).map(({ status }) => status)).toEqual(['cancelled']);
    expect(await cobro.executionsOf(id)).toEqual(['SUCCEEDED']);
    const mails = (await cobro.mails(buyer.email)).filter(({ subject }) => subject?.includes('cancelado'));
    expect(mails.map(({ subject }) => subject?.includes(number))).toEqual([true]);
    const { items } = await cobro.get(`/v1/orders/${id}/timeline`);
    const told = items.filter(({ type }: any) => type === 'order.cancelled');
    expect(told.map(({ data }: any) => data.lines)).toEqual([[{ lineId: '1', sku: 'BOOK', quantity: 3 }]]);
    expect(JSON.stringify(told)).not.toContain('mind');
  });

  it('while it is held counts nowhere, and cannot be approved any more', async () => {
    const buyer = await makeCustomer(cobro, { limit: 0 });
    const { id } = await placeOrder(cobro, buyer.id, { BOOK: 1 });
    expect((await cancel(id)).body.status).toBe('cancelled');
    await cobro.settle();
    const late = await cobro.request('POST', `/v1/credit-reviews/${id}/decision`, { decision: 'approve', reason: 'x' });
    expect([late.status, late.body.code]).toEqual([409, 'not_held']);
    expect(await cobro.executionsOf(id)).toEqual(['SUCCEEDED']);
  });

  it('of a hundred lines is cancelled in several steps, all of it', async () => {
    const skus = Array.from({ length: 100 }, (_, at) => `MANY-${at}`);
    for (const sku of skus) {
      await makeProduct(cobro, sku);
      await receive(cobro, sku, 2);
    }
    const { id } = await placeOrder(cobro, customer.id, Object.fromEntries(skus.map((sku) => [sku, 2])));
    expect((await orderOf(cobro, id)).status).toBe('fulfilling');
    expect((await cancel(id)).body).toMatchObject({ status: 'cancelled' });
    await cobro.settle();
    for (const sku of skus) expect(await stockOf(sku)).toMatchObject({ reserved: 0, available: 2 });
    const { items } = await cobro.get(`/v1/orders/${id}/timeline`);
    const told = items.filter(({ type }: any) => type === 'order.cancelled');
    expect(told.map(({ data }: any) => data.lines.length)).toEqual([100]);
  });
});

describe('a part of an order', () => {
  it('is cancelled by line and quantity; the rest ships, is invoiced and completes', async () => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 5 });
    expect((await cancel(id, [{ lineId: '1', quantity: 2 }])).body).toMatchObject({
      status: 'fulfilling',
      lines: [{ quantity: 5, cancelled: 2, reserved: 3 }],
    });
    await cobro.settle();
    const ready = await makeReady(id);
    expect((await cancel(id, [{ lineId: '1', quantity: 1 }])).body.lines[0]).toMatchObject({ cancelled: 3 });
    await cobro.post(`/v1/fulfillments/${ready}/ship`, {});
    await cobro.settle();
    expect((await cancel(id)).body.code).toBe('not_cancellable');
    const [invoice] = await invoicesOf(cobro, id);
    expect(invoice.lines.map(({ quantity }: any) => quantity)).toEqual([2]);
    expect((await orderOf(cobro, id)).status).toBe('shipped');
    expect(await cobro.executionsOf(id)).toEqual(['SUCCEEDED']);
  });

  it('that is all that was left makes the order shipped', async () => {
    await makeProduct(cobro, 'LATER');
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 1, LATER: 4 });
    const [list] = await fulfillmentsOf(cobro, id, 'pending');
    await shipFulfillment(cobro, list.id);
    await cobro.settle();
    expect((await orderOf(cobro, id)).status).toBe('backordered');
    expect((await cancel(id, [{ lineId: '2', quantity: 4 }])).body.status).toBe('shipped');
    await cobro.settle();
    expect(await cobro.executionsOf(id)).toEqual(['SUCCEEDED']);
    await receive(cobro, 'LATER', 4);
    await cobro.settle();
    expect(await stockOf('LATER')).toMatchObject({ reserved: 0, available: 4 });
  });

  it('frees its pieces for the order that waits for them', async () => {
    await makeProduct(cobro, 'SCARCE');
    await receive(cobro, 'SCARCE', 3);
    const first = await placeOrder(cobro, customer.id, { SCARCE: 3 });
    const second = await placeOrder(cobro, customer.id, { SCARCE: 2 });
    expect((await orderOf(cobro, second.id)).status).toBe('backordered');
    await cancel(first.id, [{ lineId: '1', quantity: 2 }]);
    await cobro.settle();
    expect((await orderOf(cobro, second.id)).status).toBe('fulfilling');
    expect(await stockOf('SCARCE')).toMatchObject({ onHand: 3, reserved: 3, available: 0 });
  });

  it('must be there: unknown lines, too many pieces, and other people’s orders are refused', async () => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 2 });
    expect((await cancel(id, [{ lineId: '9', quantity: 1 }])).status).toBe(400);
    expect((await cancel(id, [{ lineId: '1', quantity: 3 }])).body.code).toBe('not_cancellable');
    expect(
      (
        await cancel(
          id,
          [1, 2].map(() => ({ lineId: '1', quantity: 1 })),
        )
      ).status,
    ).toBe(400);
    const stranger = await makeCustomer(cobro);
    expect((await cancel(id, undefined, { as: 'storefront', customerId: stranger.id })).status).toBe(404);
    expect((await cancel(id, undefined, { as: 'storefront', customerId: customer.id })).status).toBe(200);
  });
});

describe('a cancellation of several transactions', () => {
  const skus = Array.from({ length: 30 }, (_, at) => `WIDE-${at}`);
  const each = (quantity: number) => skus.map((_, at) => ({ lineId: String(at + 1), quantity }));
  beforeAll(async () => {
    for (const sku of skus) {
      await makeProduct(cobro, sku);
      await receive(cobro, sku, 1000);
    }
  });

  const placeWide = async (): Promise<string> =>
    (await placeOrder(cobro, customer.id, Object.fromEntries(skus.map((sku) => [sku, 5])))).id;

  /** A call of the HTTP client `admin` under this key, for this very body. */
  const callFor = (id: string, key: string, body: object) =>
    callBy({
      actor: 'admin',
      correlationId: key,
      repeat: repeatKeyOf({
        header: key,
        client: 'admin',
        method: 'POST',
        path: `/v1/orders/${id}/cancel`,
        query: undefined,
        body,
      }),
    });

  /** The process dies after so many transactions: the table takes nothing more. Answers what brings it back. */
  const dieAfter = (transactions: number): (() => void) => {
    const { service } = cobro.embedded.engine;
    let writes = 0;
    services['dynamodb'] = (request) => {
      if (request.headers['x-amz-target']?.endsWith('TransactWriteItems')) writes += 1;
      return writes > transactions ? Promise.reject(new Error('the process died')) : service(request);
    };
    return () => {
      services['dynamodb'] = service;
    };
  };

  const begin = async (id: string, key: string, body: any): Promise<void> => {
    const comeBack = dieAfter(1);
    await expect(cancelOrder(id, body, callFor(id, key, body))).rejects.toThrow(/died|retry|failed/);
    comeBack();
    const { lines } = await orderOf(cobro, id);
    const cancelled = lines.filter((line: any) => line.cancelled > 0).length;
    expect(cancelled).toBeGreaterThan(0);
    expect(cancelled).toBeLessThan(30);
  };

  /** Every line has lost that many pieces, once, and nobody else is kept waiting. */
  const expectCancelledOnce = async (id: string, quantity: number): Promise<void> => {
    await cobro.settle();
    const { lines } = await orderOf(cobro, id);
    expect(new Set(lines.map((line: any) => line.cancelled))).toEqual(new Set([quantity]));
    const { items } = await cobro.get(`/v1/orders/${id}/timeline`);
    const told = items.filter(({ type }: any) => type === 'order.cancelled');
    expect(told.map(({ data }: any) => data.lines)).toEqual([
      skus.map((sku, at) => ({ lineId: String(at + 1), sku, quantity })),
    ]);
    const next = await cancel(id, [{ lineId: '1', quantity: 1 }]);
    expect([next.status, next.body.code]).toEqual([200, undefined]);
  };

  it('is carried out once when equal requests come at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await placeWide();
      const all = await Promise.all(Array.from({ length: 4 }, () => cancel(id, each(1), { key: `equal-${id}` })));
      expect(all.map(({ status, body }) => [status, body.code]).filter(([status]) => status !== 200)).toEqual(
        all.filter(({ status }) => status !== 200).map(() => [409, 'idempotency_in_progress']),
      );
      const again = await cancel(id, each(1), { key: `equal-${id}` });
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
      await expectCancelledOnce(id, 1);
    }
  });

  it('goes on after a crash when the request is repeated, and cancels what it named, no more', async () => {
    const id = await placeWide();
    const body = { reason: 'changed their mind', lines: each(2) };
    await begin(id, 'crashed-1', body);
    const other = await cancel(id, [{ lineId: '1', quantity: 1 }]);
    expect([other.status, other.body.code]).toEqual([409, 'wrong_status']);
    const { status } = await cancel(id, each(2), { key: 'crashed-1' });
    expect(status).toBe(200);
    await expectCancelledOnce(id, 2);
  });

  it('goes on after a crash by the sweep, whose answer is then the answer to the repeated request', async () => {
    const id = await placeWide();
    await begin(id, 'crashed-2', { reason: 'changed their mind', lines: each(2) });
    await sweep({ asOf: new Date(Date.now() + 3_600_000).toISOString() });
    const again = await cancel(id, each(2), { key: 'crashed-2' });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    await expectCancelledOnce(id, 2);
  });

  it('is not widened by a sweep and a repeated request that go on with it together', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await placeWide();
      await begin(id, `together-${round}`, { reason: 'changed their mind', lines: each(1) });
      const [, repeated] = await Promise.all([
        finishCancelling(id, callBy({ actor: 'resume-interrupted-work', correlationId: id })),
        cancel(id, each(1), { key: `together-${round}` }),
      ]);
      expect([200, 409]).toContain(repeated.status);
      await expectCancelledOnce(id, 1);
    }
  });

  it('leaves out what is being shipped by then, instead of refusing what it has half done', async () => {
    const { reserved } = await stockOf('WIDE-0');
    const id = await placeWide();
    const ready = await makeReady(id);
    const body = { reason: 'changed their mind', lines: each(1) };
    await begin(id, 'shipping', body);
    await cobro.post(`/v1/fulfillments/${ready}/ship`, {});
    const { status, body: answered } = await cancel(id, each(1), { key: 'shipping' });
    expect([status, answered.status]).toEqual([200, 'shipped']);
    const { lines } = await orderOf(cobro, id);
    for (const { quantity, cancelled, shipped } of lines) expect(cancelled + shipped).toBe(quantity);
    expect((await stockOf('WIDE-0')).reserved).toBe(reserved);
  });
});

describe('at the same moment', () => {
  it.each([
    ['cancel and ship', 100],
    ['cancel and approve', 100],
  ])(
    '%s: exactly one wins, %i times',
    async (what, times) => {
      const held = what.includes('approve');
      const buyer = await makeCustomer(cobro, { limit: held ? 0 : 1_000_000_000 });
      const before = await stockOf('BOOK');
      let shipped = 0;
      for (let round = 0; round < times; round += 1) {
        const { id } = await placeOrder(cobro, buyer.id, { BOOK: 1 });
        const other = held
          ? cobro.request('POST', `/v1/credit-reviews/${id}/decision`, { decision: 'approve', reason: 'known' })
          : cobro.request('POST', `/v1/fulfillments/${await makeReady(id)}/ship`, {});
        const [cancelled, rival] = await Promise.all([cancel(id), other]);
        const { status } = await orderOf(cobro, id);
        if (held) {
          // An approved order may still be cancelled; a cancelled one cannot be approved.
          expect([status, cancelled.status]).toEqual(['cancelled', 200]);
        } else {
          expect([cancelled.status, rival.status]).toEqual(expect.arrayContaining([409]));
          expect(status === 'cancelled').toBe(cancelled.status === 200);
          if (rival.status === 201) shipped += 1;
        }
      }
      await cobro.settle();
      const after = await stockOf('BOOK');
      expect(after).toMatchObject({ onHand: before.onHand - shipped, reserved: before.reserved });
      const invoiced = (await cobro.get(`/v1/invoices?customerId=${buyer.id}&limit=100`)).items.length;
      expect(invoiced).toBe(shipped);
      expect((await creditOf(buyer.id)).used).toBe(shipped * 1210);
    },
    120_000,
  );
});

it('no change of a cancelled order is without an entry in the audit trail', async () => {
  expect(await auditGaps(cobro)).toEqual([]);
});
