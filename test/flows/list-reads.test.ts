import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callBy } from '../../shared/call.ts';
import { type StoredFulfillment } from '../../shared/fulfillments/fulfillment.ts';
import { saveFulfillment } from '../../shared/fulfillments/fulfillment-store.ts';
import { newId } from '../../shared/ids.ts';
import { saveInvoice } from '../../shared/invoices/invoice-store.ts';
import { noCredits } from '../../shared/invoices/stored-invoice.ts';
import { keys, monthOf } from '../../shared/table/table-map.ts';
import { rememberBucket } from '../../shared/table/table.ts';
import { Work } from '../../shared/table/work.ts';
import { makeCustomer, makeProduct, makeWarehouse, today } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';
import { allOf, readUnitsOf } from '../make/list-pages.ts';
import { invoiceOf, lineOf } from '../make/sample-invoice.ts';

/*
 * A page costs what stands on it, however much lies around it: 300 orders, 300 invoices and 120 pick lists, of which every
 * filter finds a few.
 */

let cobro: Cobro;
let customers: any[];
let orders: any[];
let days: string[];

const place = (customerId: string): Promise<any> =>
  cobro.post('/v1/orders', { customerId, currency: 'EUR', lines: [{ sku: 'BOOK', quantity: 1 }] });

/** A page of so many things reads at most so much: each is up to two items of one unit, the index a little. */
const fair = (found: number): number => 3 * found + 6;

/** Asks page by page and holds what each read against what it holds. Answers everything found. */
const askFairly = async (path: string, limit: number): Promise<any[]> => {
  const found: any[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    let page: any;
    const ask = `${path}&limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const units = await readUnitsOf(cobro, async () => (page = await cobro.get(ask)));
    expect(units, `${ask} found ${page.items.length}`).toBeLessThanOrEqual(fair(page.items.length));
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
};

const queryOf = (filter: Record<string, string | undefined>): string =>
  Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

beforeAll(async () => {
  cobro = await startCobro();
  await makeWarehouse(cobro);
  await makeProduct(cobro, 'BOOK');
  // Without credit every order is held: it stays what it is until somebody decides.
  customers = [await makeCustomer(cobro, { limit: 0 }), await makeCustomer(cobro, { limit: 0 })];
  days = [];
  for (let day = 0; day < 3; day += 1) {
    days.push(await today(cobro));
    for (let at = 0; at < 50; at += 1) await Promise.all(customers.map(({ id }) => place(id)));
    await cobro.settle();
    await cobro.advance(1);
  }
  const held = await allOf(cobro, '/v1/orders', 100);
  for (const at of [3, 150, 296]) {
    await cobro.post(`/v1/credit-reviews/${held[at].id}/decision`, { decision: 'reject', reason: 'No' });
  }
  await cobro.settle();
  orders = await allOf(cobro, '/v1/orders', 100);
}, 120_000);
afterAll(() => cobro.stop());

const dayOf = (instant: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Madrid' }).format(new Date(instant));

describe('a page of orders', () => {
  it('of the three in three hundred that are rejected reads three', async () => {
    expect(orders).toHaveLength(300);
    const units = await readUnitsOf(cobro, async () => {
      const { items, nextCursor } = await cobro.get('/v1/orders?status=rejected');
      expect([items.length, nextCursor]).toEqual([3, null]);
    });
    expect(units).toBeLessThanOrEqual(fair(3));
  });

  it('finds what every combination of customer, status and days asks for, and reads no more', async () => {
    const which = [undefined, ...customers.map(({ id }) => id)];
    const spans = [
      {},
      { from: days[1] },
      { to: days[1] },
      { from: days[1], to: days[1] },
      { from: days[2], to: days[0] },
    ];
    for (const customerId of which) {
      for (const status of [undefined, 'rejected', 'credit_hold', 'completed']) {
        for (const { from, to } of spans as { from?: string; to?: string }[]) {
          const expected = orders.filter(
            (one) =>
              (customerId === undefined || one.customerId === customerId) &&
              (status === undefined || one.status === status) &&
              (from === undefined || dayOf(one.placedAt) >= from) &&
              (to === undefined || dayOf(one.placedAt) <= to),
          );
          const query = queryOf({ customerId, status, from, to });
          const found = await askFairly(`/v1/orders?${query}`, 100);
          expect(
            found.map(({ id }) => id),
            query,
          ).toEqual(expected.map(({ id }) => id));
        }
      }
    }
  });

  it('of one reads one', async () => {
    const units = await readUnitsOf(cobro, () => cobro.get('/v1/orders?limit=1'));
    expect(units).toBeLessThanOrEqual(fair(1));
  });

  it('shows a customer who asks for another customer nothing, and reads nothing', async () => {
    const asking = { customerId: customers[0].id };
    const units = await readUnitsOf(cobro, async () => {
      const path = `/v1/orders?customerId=${customers[1].id}`;
      expect(await cobro.get(path, asking)).toEqual({ items: [], nextCursor: null });
    });
    expect(units).toBeLessThanOrEqual(1);
    const own = await allOf(cobro, '/v1/credit-reviews', 100, asking);
    const expected = orders.filter((one) => one.customerId === customers[0].id && one.status === 'credit_hold');
    expect(own.map((one) => one.orderId)).toEqual(expected.map(({ id }) => id));
  });
});

describe('a page of invoices', () => {
  const statuses = ['open', 'partially_paid', 'paid', 'credited', 'written_off'] as const;
  let invoices: any[];

  beforeAll(async () => {
    const call = callBy({ actor: 'test', correlationId: 'test' });
    const sample = invoiceOf([lineOf(1)]);
    for (let at = 0; at < 300; at += 1) {
      const issueDate = `2026-${at < 150 ? '10' : '11'}-${String((at % 28) + 1).padStart(2, '0')}`;
      const dueDate = `2026-12-${String(((at * 7) % 28) + 1).padStart(2, '0')}`;
      const invoice = {
        ...sample,
        payments: [],
        formerPaymentIds: [],
        credits: noCredits,
        creditedBy: [],
        dunning: { steps: [] },
        correlationId: 'test',
        sequence: 0,
        id: newId('inv', `${issueDate}T10:00:00.${String(at).padStart(3, '0')}Z`),
        customerId: customers[at % 2].id,
        status: at % 100 === 7 ? ('paid' as const) : at % 75 === 4 ? ('partially_paid' as const) : ('open' as const),
        issueDate,
        dueDate,
      };
      await rememberBucket(keys.bucket('invoice', monthOf(issueDate)));
      const work = new Work(call);
      saveInvoice(work, undefined, invoice);
      await work.commit();
    }
    invoices = await allOf(cobro, '/v1/invoices', 100);
  }, 60_000);

  it('finds what every combination of customer, status and due date asks for, and reads no more', async () => {
    expect(invoices).toHaveLength(300);
    const which = [undefined, ...customers.map(({ id }) => id)];
    for (const customerId of which) {
      for (const status of [undefined, ...statuses]) {
        for (const dueBefore of [undefined, '2026-12-02', '2026-12-20', '2026-01-01', '2027-06-01']) {
          const expected = invoices.filter(
            (one) =>
              (customerId === undefined || one.customerId === customerId) &&
              (status === undefined || one.status === status) &&
              (dueBefore === undefined || one.dueDate < dueBefore),
          );
          const place = (one: any): string =>
            status === undefined && dueBefore === undefined ? one.id : `${one.dueDate}#${one.id}`;
          const sorted = expected.toSorted((a, b) => (place(a) < place(b) ? 1 : -1));
          const query = queryOf({ customerId, status, dueBefore });
          const found = await askFairly(`/v1/invoices?${query}`, 100);
          expect(found.map(({ id }) => id).join(' '), query).toEqual(sorted.map(({ id }) => id).join(' '));
        }
      }
    }
  }, 60_000);
});

describe('a page of pick lists', () => {
  const statuses = ['pending', 'picked', 'shipped', 'cancelled'] as const;
  const warehouses = ['MAD', 'BCN', 'SVQ'];
  let lists: any[];
  const ownOrders = new Set<string>();

  beforeAll(async () => {
    for (const code of warehouses.slice(1)) await makeWarehouse(cobro, code);
    const call = callBy({ actor: 'test', correlationId: 'test' });
    await rememberBucket(keys.bucket('fulfillment', monthOf(call.at)));
    for (let at = 0; at < 120; at += 1) {
      if (at % 2 === 1) ownOrders.add(orders[at].id);
      const list: StoredFulfillment = {
        id: newId('ful'),
        orderId: orders[at].id,
        customerId: customers[at % 2].id,
        warehouse: warehouses[at % 3] ?? '',
        status: at % 17 === 5 ? 'picked' : at % 30 === 2 ? 'pending' : 'shipped',
        lines: [{ lineId: '1', sku: 'BOOK', quantity: 1 }],
        createdAt: call.at,
        version: 1,
        sequence: 0,
      };
      const work = new Work(call);
      saveFulfillment(work, undefined, list, call);
      await work.commit();
    }
    lists = await allOf(cobro, '/v1/fulfillments', 100);
  });

  it('finds what every combination of warehouse and status asks for, and reads no more', async () => {
    expect(lists).toHaveLength(120);
    for (const warehouse of [undefined, ...warehouses, 'NONE']) {
      for (const status of [undefined, ...statuses]) {
        const expected = lists.filter(
          (one) =>
            (warehouse === undefined || one.warehouse === warehouse) && (status === undefined || one.status === status),
        );
        const query = queryOf({ warehouse, status });
        for (const limit of [3, 100]) {
          const found = await askFairly(`/v1/fulfillments?${query}`, limit);
          expect(
            found.map(({ id }) => id),
            query,
          ).toEqual(expected.map(({ id }) => id));
        }
      }
    }
  });

  it('of a customer who logs in holds the own ones', async () => {
    const asking = { as: 'admin' as const, customerId: customers[1].id };
    const found = await allOf(cobro, '/v1/fulfillments?status=picked', 10, asking);
    const expected = lists.filter((one) => ownOrders.has(one.orderId) && one.status === 'picked');
    expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(found.length).toBeGreaterThan(0);
  });
});
