import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { handler as sweep } from '../../functions/orders/resume-interrupted-work.ts';
import { services } from '../../local/embedded.ts';
import { jsonService } from '../../local/aws/request-handler.ts';
import { sleep } from '../../shared/clock.ts';
import { auditGaps } from '../make/audit.ts';
import { fulfillmentsOf, makeCustomer, makeProduct, openShop, orderOf, placeOrder, receive } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

/*
 * An order that is changed while something else happens to it: whoever comes first wins, nobody is counted twice, and
 * what died half way is carried to its end.
 */

let cobro: Cobro;
let customer: any;
beforeAll(async () => {
  cobro = await startCobro();
  customer = await openShop(cobro);
});
afterAll(() => cobro.stop());

const times = 100;
const patience = 240_000;

const amend = (id: string, quantity: number, asking = {}) =>
  cobro.request('POST', `/v1/orders/${id}/amend`, { lines: [{ lineId: '1', quantity }] }, asking);
const cancel = (id: string) => cobro.request('POST', `/v1/orders/${id}/cancel`, { reason: 'changed their mind' });
const change = (id: string, body: object) => cobro.request('PATCH', `/v1/orders/${id}`, body);
const pick = (list: string, body = {}) => cobro.request('POST', `/v1/fulfillments/${list}/pick`, body);

const stockOf = async (sku: string): Promise<any> => (await cobro.get(`/v1/stock?sku=${sku}`)).items[0];
const usedOf = async (id: string): Promise<number> => (await cobro.get(`/v1/customers/${id}/credit`)).used;
const pendingList = async (id: string): Promise<any> => (await fulfillmentsOf(cobro, id, 'pending'))[0];

/** Both at the same moment, or nearly so, on a table that takes its time: either may come first. */
const race = async (one: () => Promise<any>, other: () => Promise<any>): Promise<[any, any]> => {
  const { service } = cobro.embedded.engine;
  services['dynamodb'] = async (request) => {
    await sleep(Math.random() * 6);
    return service(request);
  };
  const late = async (ms: number, request: () => Promise<any>) => {
    await sleep(Math.random() * ms);
    return request();
  };
  // The other one reads less before it writes.
  const answers = await Promise.all([late(6, one), late(35, other)]);
  services['dynamodb'] = service;
  return answers;
};

/** The pieces of an order's line and those on its open list say the same. */
const expectOneList = async (id: string, quantity: number): Promise<void> => {
  const lists = (await fulfillmentsOf(cobro, id)).filter(({ status }) => status !== 'cancelled');
  expect(lists.map((list) => list.lines)).toEqual([[{ lineId: '1', sku: 'BOOK', quantity }]]);
  const { lines } = await orderOf(cobro, id);
  expect(lines[0]).toMatchObject({ quantity, reserved: quantity });
};

/** The table takes that many transactions more, and then nothing. Answers what brings it back. */
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

/** Of so many races the one side won that many: a race that always ends the same way shows nothing. */
const expectBothWon = (won: number): void => {
  expect(won).toBeGreaterThan(0);
  expect(won).toBeLessThan(times);
};

describe('amend and pick', () => {
  it.each([
    ['larger', 3],
    ['smaller', 1],
  ])(
    `at the same moment (%s): exactly one wins, ${times} times`,
    async (_, quantity) => {
      const buyer = await makeCustomer(cobro, { limit: 1_000_000_000 });
      const before = await stockOf('BOOK');
      const orders: [string, number][] = [];
      for (let round = 0; round < times; round += 1) {
        const { id } = await placeOrder(cobro, buyer.id, { BOOK: 2 });
        const list = await pendingList(id);
        const [amended, picked] = await race(
          () => amend(id, quantity),
          () => pick(list.id),
        );
        expect(new Set([amended.status, picked.status])).toEqual(new Set([200, 409]));
        expect((amended.status === 409 ? amended : picked).body.code).toBe('wrong_status');
        orders.push([id, amended.status === 200 ? quantity : 2]);
      }
      await cobro.settle();
      for (const [id, pieces] of orders) await expectOneList(id, pieces);
      const pieces = orders.reduce((sum, [, count]) => sum + count, 0);
      expect(await stockOf('BOOK')).toMatchObject({ onHand: before.onHand, reserved: before.reserved + pieces });
      const won = orders.filter(([, count]) => count !== 2).length;
      const gross = (count: number): number => count * 1210;
      expect(await usedOf(buyer.id)).toBe(won * gross(quantity) + (times - won) * gross(2));
      expectBothWon(won);
    },
    patience,
  );

  it(
    `at the same moment, and credit holds the larger order: exactly one wins, ${times} times`,
    async () => {
      const before = await stockOf('BOOK');
      let picks = 0;
      for (let round = 0; round < times; round += 1) {
        const buyer = await makeCustomer(cobro, { limit: 1500 });
        const { id } = await placeOrder(cobro, buyer.id, { BOOK: 1 });
        const list = await pendingList(id);
        const [amended, picked] = await race(
          () => amend(id, 2),
          () => pick(list.id),
        );
        expect(new Set([amended.status, picked.status])).toEqual(new Set([200, 409]));
        const { status, lines } = await orderOf(cobro, id);
        const wasHeld = amended.status === 200;
        expect([status, lines[0].reserved, await usedOf(buyer.id)]).toEqual(
          wasHeld ? ['credit_hold', 0, 0] : ['fulfilling', 1, 1210],
        );
        picks += wasHeld ? 0 : 1;
      }
      await cobro.settle();
      expect(await stockOf('BOOK')).toMatchObject({ onHand: before.onHand, reserved: before.reserved + picks });
      expectBothWon(picks);
    },
    patience,
  );
});

describe('change and pick', () => {
  it(
    `at the same moment: no order is changed after its pick, ${times} times`,
    async () => {
      let first = 0;
      for (let round = 0; round < times; round += 1) {
        const { id } = await placeOrder(cobro, customer.id, { BOOK: 1 });
        const list = await pendingList(id);
        const [changed, picked] = await race(
          () => change(id, { note: 'Ring' }),
          () => pick(list.id),
        );
        expect(picked.status).toBe(200);
        expect([200, 409]).toContain(changed.status);
        expect((await orderOf(cobro, id)).note).toBe(changed.status === 200 ? 'Ring' : undefined);
        expect((await change(id, { note: 'late' })).body.code).toBe('wrong_status');
        first += changed.status === 200 ? 1 : 0;
      }
      expectBothWon(first);
    },
    patience,
  );

  it('between the decision to change and its commit: the pick wins', async () => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 1 });
    const list = await pendingList(id);
    const { service } = cobro.embedded.engine;
    let isFirst = true;
    services['dynamodb'] = async (request) => {
      if (isFirst && request.headers['x-amz-target']?.endsWith('TransactWriteItems')) {
        isFirst = false;
        expect((await pick(list.id)).status).toBe(200);
      }
      return service(request);
    };
    const changed = await change(id, { note: 'Ring' });
    services['dynamodb'] = service;
    expect([changed.status, changed.body.code, isFirst]).toEqual([409, 'wrong_status', false]);
    expect((await orderOf(cobro, id)).note).toBeUndefined();
  });
});

describe('cancel and pick', () => {
  it(
    `at the same moment: the order is cancelled and every piece is in one place, ${times} times`,
    async () => {
      const buyer = await makeCustomer(cobro, { limit: 1_000_000_000 });
      const before = await stockOf('BOOK');
      let [missing, late] = [0, 0];
      for (let round = 0; round < times; round += 1) {
        const { id } = await placeOrder(cobro, buyer.id, { BOOK: 2 });
        const list = await pendingList(id);
        // Every other time the picker finds only one of the two.
        const isShort = round % 2 === 1;
        const found = isShort ? { lines: [{ lineId: '1', quantity: 1 }] } : {};
        const [cancelled, picked] = await race(
          () => cancel(id),
          () => pick(list.id, found),
        );
        expect(cancelled.status).toBe(200);
        expect([200, 409]).toContain(picked.status);
        if (isShort && picked.status === 200) missing += 1;
        if (picked.status === 409) late += 1;
        const { status, lines } = await orderOf(cobro, id);
        expect([status, lines[0]]).toMatchObject(['cancelled', { cancelled: 2, reserved: 0 }]);
        expect((await fulfillmentsOf(cobro, id)).map((one) => one.status)).toEqual(['cancelled']);
      }
      await cobro.settle();
      expect(await stockOf('BOOK')).toMatchObject({ onHand: before.onHand - missing, reserved: before.reserved });
      expect(await usedOf(buyer.id)).toBe(0);
      expectBothWon(late);
    },
    patience,
  );
});

describe('while goods arrive', () => {
  it.each([
    ['cancelled', 0],
    ['amended', 1],
  ])(
    `an order that waits for them is %s: the pieces are reserved or free, never both, ${times} times`,
    async (what, kept) => {
      const sku = `ARRIVES-${what}`;
      await makeProduct(cobro, sku);
      const buyer = await makeCustomer(cobro, { limit: 1_000_000_000 });
      for (let round = 0; round < times; round += 1) {
        const { id } = await placeOrder(cobro, buyer.id, { [sku]: 2 });
        expect((await orderOf(cobro, id)).status).toBe('backordered');
        const [changed] = await race(
          () => (kept === 0 ? cancel(id) : amend(id, kept)),
          () => receive(cobro, sku, 2),
        );
        expect(changed.status).toBe(200);
        await cobro.settle();
        expect(await orderOf(cobro, id)).toMatchObject({
          status: kept === 0 ? 'cancelled' : 'fulfilling',
          lines: [{ reserved: kept }],
        });
        expect(await stockOf(sku)).toMatchObject({ onHand: 2, reserved: kept, available: 2 - kept });
        if (kept > 0) await cancel(id);
        await cobro.settle();
        await cobro.post('/v1/stock-movements', { sku, warehouse: 'MAD', quantity: -2, reason: 'damage' });
      }
      expect(await usedOf(buyer.id)).toBe(0);
    },
    patience,
  );
});

describe('while it is being reserved for the first time', () => {
  it(
    `an order is amended: all it wants in the end is reserved, ${times} times`,
    async () => {
      const buyer = await makeCustomer(cobro, { limit: 1_000_000_000 });
      const before = await stockOf('BOOK');
      const body = { customerId: buyer.id, currency: 'EUR', lines: [{ sku: 'BOOK', quantity: 2 }] };
      const orders: [string, number][] = [];
      for (let round = 0; round < times; round += 1) {
        const { id } = await cobro.post('/v1/orders', body);
        const pieces = 1 + (round % 4);
        expect((await amend(id, pieces)).status).toBe(200);
        orders.push([id, pieces]);
      }
      await cobro.settle();
      for (const [id, pieces] of orders) await expectOneList(id, pieces);
      const all = orders.reduce((sum, [, pieces]) => sum + pieces, 0);
      expect((await stockOf('BOOK')).reserved).toBe(before.reserved + all);
      expect(await usedOf(buyer.id)).toBe(all * 1210);
    },
    patience,
  );
});

describe('when the process dies after any of its transactions', () => {
  const skus = Array.from({ length: 50 }, (_, at) => `DIES-${at}`);
  beforeAll(async () => {
    for (const sku of skus) {
      await makeProduct(cobro, sku);
      await receive(cobro, sku, 100);
    }
  });

  const dieDuring = async (transactions: number, request: () => Promise<any>): Promise<void> => {
    const comeBack = dieAfter(transactions);
    await request();
    await sleep(60);
    comeBack();
    await cobro.settle();
    await sweep({ asOf: new Date(Date.now() + 3_600_000).toISOString() });
    await cobro.settle();
  };

  it.each([1, 2, 3, 4, 5])('%i: an amended order is reserved as it wants to be', async (transactions) => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 2 });
    await dieDuring(transactions, () => amend(id, 5, { key: `dies-${id}` }));
    const again = await amend(id, 5, { key: `dies-${id}` });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    await expectOneList(id, 5);
    expect(await cobro.executionsOf(id)).toEqual(['RUNNING']);
  });

  it.each([1, 2, 3, 4, 5])(
    '%i: a held order gives everything back, and goes on when approved',
    async (transactions) => {
      const buyer = await makeCustomer(cobro, { limit: 70_000 });
      const { id } = await placeOrder(cobro, buyer.id, Object.fromEntries(skus.map((sku) => [sku, 1])));
      await dieDuring(transactions, () => amend(id, 90, { key: `dies-${id}` }));
      expect((await orderOf(cobro, id)).status).toBe('credit_hold');
      for (const sku of skus) expect(await stockOf(sku)).toMatchObject({ reserved: 0, available: 100 });
      expect(await usedOf(buyer.id)).toBe(0);
      await cobro.post(`/v1/credit-reviews/${id}/decision`, { decision: 'approve', reason: 'known' });
      await cobro.settle();
      const { status, lines } = await orderOf(cobro, id);
      expect(status).toBe('fulfilling');
      expect(lines.map(({ reserved }: any) => reserved)).toEqual(lines.map(({ quantity }: any) => quantity));
      await cancel(id);
      await cobro.settle();
      expect(await cobro.executionsOf(id)).toEqual(['SUCCEEDED']);
    },
  );
});

describe('when its events are lost, the hourly sweep alone', () => {
  const skus = Array.from({ length: 50 }, (_, at) => `LOST-${at}`);
  beforeAll(async () => {
    for (const sku of skus) {
      await makeProduct(cobro, sku);
      await receive(cobro, sku, 1);
    }
  });

  /** The bus takes every event and tells nobody. Answers what mends it. */
  const loseEvents = (): (() => void) => {
    const { events } = services;
    if (!events) throw new Error('There is no bus.');
    const Put = z.object({ Entries: z.array(z.unknown()) });
    services['events'] = jsonService(
      async (_, input) => ({ FailedEntryCount: 0, Entries: Put.parse(input).Entries.map(() => ({ EventId: 'lost' })) }),
      '1.1',
    );
    return () => {
      services['events'] = events;
    };
  };
  const sweepLater = async (): Promise<void> => {
    await sweep({ asOf: new Date(Date.now() + 3_600_000).toISOString() });
    await cobro.settle();
  };

  it('reserves an amended order', async () => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 2 });
    const mend = loseEvents();
    await amend(id, 5);
    await cobro.settle();
    mend();
    expect(await orderOf(cobro, id)).toMatchObject({ status: 'accepted', lines: [{ reserved: 2 }] });
    await sweepLater();
    await expectOneList(id, 5);
    expect(await cobro.executionsOf(id)).toEqual(['RUNNING']);
  });

  it('opens the pick list of an order made smaller', async () => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 5 });
    const mend = loseEvents();
    await amend(id, 2);
    await cobro.settle();
    mend();
    expect(await pendingList(id)).toBeUndefined();
    await sweepLater();
    await expectOneList(id, 2);
  });

  it('gives back what a held order has left, and serves those who wait for it', async () => {
    const buyer = await makeCustomer(cobro, { limit: 70_000 });
    const { id } = await placeOrder(cobro, buyer.id, Object.fromEntries(skus.map((sku) => [sku, 1])));
    const waiting = await placeOrder(cobro, customer.id, { 'LOST-0': 1, 'LOST-49': 1 });
    expect((await orderOf(cobro, waiting.id)).status).toBe('backordered');
    const mend = loseEvents();
    const comeBack = dieAfter(1);
    await amend(id, 90);
    comeBack();
    await cobro.settle();
    mend();
    const half = await orderOf(cobro, id);
    expect(half.status).toBe('credit_hold');
    expect(half.lines.filter(({ reserved }: any) => reserved > 0).length).toBe(10);
    await sweepLater();
    expect((await orderOf(cobro, waiting.id)).status).toBe('fulfilling');
    expect((await orderOf(cobro, id)).lines.map(({ reserved }: any) => reserved)).toEqual(skus.map(() => 0));
    await cobro.post(`/v1/credit-reviews/${id}/decision`, { decision: 'reject', reason: 'too much' });
    await cobro.settle();
    expect(await cobro.executionsOf(id)).toEqual(['SUCCEEDED']);
  });
});

it('no change is without an entry in the audit trail', async () => {
  await cobro.settle();
  expect(await auditGaps(cobro)).toEqual([]);
  expect(await cobro.embedded.deliveries.deadLetters()).toEqual([]);
});
