import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApiClient } from '../../demo/api-client.ts';
import { startServer } from '../../demo/running-cobro.ts';
import { freePort } from '../../bench/free-port.ts';
import { domains } from '../../infra/domains/index.ts';
import { listOf } from '../../shared/http/list.ts';
import { noQuery, type Route } from '../../shared/http/route.ts';
import {
  fulfillmentsOf,
  makeCustomer,
  makeProduct,
  makeWarehouse,
  placeOrder,
  receive,
  shipOrder,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';
import { allOf, pagesOf } from '../make/list-pages.ts';

let cobro: Cobro;
let customer: any;
const placed: string[] = [];

const place = async (): Promise<string> => {
  const body = { customerId: customer.id, currency: 'EUR', lines: [{ sku: 'BOOK', quantity: 1 }] };
  const { id } = await cobro.post('/v1/orders', body);
  placed.push(id);
  return id;
};

const pages = (path: string, limit: number, between?: () => Promise<unknown>): Promise<any[][]> =>
  pagesOf(cobro, path, { limit, between });

beforeAll(async () => {
  cobro = await startCobro();
  await makeWarehouse(cobro);
  for (const sku of ['BOOK', 'ONLY-BCN', 'ONLY-SVQ']) await makeProduct(cobro, sku);
  await receive(cobro, 'BOOK', 1000);
  customer = await makeCustomer(cobro, { limit: 100_000_000 });
  for (let at = 0; at < 12; at += 1) await place();
  await cobro.settle();
  // Into another month, so that the list has more than one partition to go through.
  await cobro.advance(33);
  for (let at = 0; at < 11; at += 1) await place();
  await cobro.settle();
});
afterAll(() => cobro.stop());

describe('a list', () => {
  it.each([1, 5, 7, 23, 100])('gives every order once, newest first, in pages of %i', async (limit) => {
    const found = await pages('/v1/orders', limit);
    expect(found.flat().map(({ id }) => id)).toEqual(placed.toReversed());
    for (const page of found.slice(0, -1)) expect(page).toHaveLength(limit);
  });

  it('does not move under the reader when something new comes in between', async () => {
    const before = placed.toReversed();
    const found = await pages('/v1/orders', 5, place);
    expect(found.flat().map(({ id }) => id)).toEqual(before);
  });

  it('of one customer, of one status, of some days holds just those', async () => {
    const other = await makeCustomer(cobro, { limit: 0 });
    const body = { customerId: other.id, currency: 'EUR', lines: [{ sku: 'BOOK', quantity: 1 }] };
    const { id } = await cobro.post('/v1/orders', body);
    const ids = async (query: string) => (await pages(`/v1/orders?${query}`, 4)).flat().map((one) => one.id);
    expect(await ids(`customerId=${other.id}`)).toEqual([id]);
    expect(await ids('status=credit_hold')).toEqual([id]);
    expect(await ids(`customerId=${customer.id}`)).toEqual(placed.toReversed());
    const { now } = await cobro.get('/_local/clock');
    const monthAgo = new Date(Date.parse(now) - 30 * 86_400_000).toISOString().slice(0, 10);
    expect(await ids(`customerId=${customer.id}&to=${monthAgo}`)).toEqual(placed.slice(0, 12).toReversed());
    expect(await ids(`customerId=${customer.id}&from=${monthAgo}`)).toEqual(placed.slice(12).toReversed());
    expect(await ids(`customerId=${customer.id}&from=2100-01-01`)).toEqual([]);
  });

  it('of invoices and payments pages the same way', async () => {
    for (const id of placed.slice(0, 5)) await shipOrder(cobro, id);
    const all = (await pages('/v1/invoices', 100)).flat().map(({ number }) => number);
    expect(all).toHaveLength(5);
    expect((await pages('/v1/invoices', 2)).flat().map(({ number }) => number)).toEqual(all);
    expect(all).toEqual(all.toSorted((a, b) => b.localeCompare(a)));
  });
});

describe('the things of one order', () => {
  it('go on after the last one shown, also when it no longer matches', async () => {
    await makeWarehouse(cobro, 'BCN');
    await makeWarehouse(cobro, 'SVQ');
    for (const code of ['BCN', 'SVQ']) await receive(cobro, `ONLY-${code}`, 5, code);
    const order = await placeOrder(cobro, customer.id, { BOOK: 1, 'ONLY-BCN': 1, 'ONLY-SVQ': 1 });
    const path = `/v1/fulfillments?orderId=${order.id}&status=pending`;
    const all = await allOf(cobro, path);
    expect(all).toHaveLength(3);
    const found = await pagesOf(cobro, path, {
      limit: 1,
      // The one that was just shown leaves the list: it is picked.
      between: async () => {
        const open = await fulfillmentsOf(cobro, order.id, 'pending');
        const shown = all.find((one) => open.some((other) => other.id === one.id));
        if (shown) await cobro.post(`/v1/fulfillments/${shown.id}/pick`, {});
      },
    });
    expect(found.flat().map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  });

  it('are its timeline, whole unless a limit is given', async () => {
    const [id] = placed;
    const whole = await cobro.get(`/v1/orders/${id}/timeline`);
    expect(whole.nextCursor).toBeNull();
    expect(whole.items.length).toBeGreaterThan(8);
    expect(await allOf(cobro, `/v1/orders/${id}/timeline`, 3)).toEqual(whole.items);
  });
});

describe('small lists page too:', () => {
  it.each(['/v1/warehouses', '/v1/event-types', '/v1/products', '/v1/stock'])('%s', async (path) => {
    const whole = await allOf(cobro, path, 100);
    expect(whole.length).toBeGreaterThan(1);
    const found = await pagesOf(cobro, path, { limit: 1 });
    expect(found.flat()).toEqual(whole);
    expect(found.every((page) => page.length === 1)).toBe(true);
  });
});

describe('stock of a sku in a warehouse', () => {
  it('is that one row', async () => {
    const { items } = await cobro.get('/v1/stock?sku=BOOK&warehouse=MAD');
    expect(items.map((one: any) => [one.sku, one.warehouse])).toEqual([['BOOK', 'MAD']]);
    expect(await cobro.get('/v1/stock?sku=BOOK&warehouse=MA')).toEqual({ items: [], nextCursor: null });
  });
});

describe('unknown query fields', () => {
  const routes = domains.flatMap((domain) => Object.values<Route>(domain.routes));

  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))('are refused by %s', (_, route) => {
    const parsed = (route.query ?? noQuery).safeParse({ surely_unknown: '1' });
    expect(parsed.error?.issues.map((issue) => issue.code)).toContain('unrecognized_keys');
  });

  it.each([
    ['GET', '/health?x=1'],
    ['GET', '/v1/warehouses?x=1'],
    ['GET', '/v1/products/BOOK?limit=1'],
    ['POST', '/v1/orders?dryRun=true'],
  ])('as %s %s', async (method, path) => {
    const body = { customerId: customer.id, currency: 'EUR', lines: [{ sku: 'BOOK', quantity: 1 }] };
    const answer = await cobro.request(method, path, method === 'POST' ? body : undefined);
    expect([answer.status, answer.body.errors[0].code]).toEqual([400, 'unknown_field']);
  });
});

describe('a cursor', () => {
  const refusal = async (path: string): Promise<[number, string]> => {
    const { status, body } = await cobro.request('GET', path);
    return [status, body.errors?.[0]?.code];
  };

  it('that was made up, cut or changed is refused', async () => {
    const { nextCursor } = await cobro.get('/v1/orders?limit=2');
    const changed = Buffer.from(JSON.stringify([`order#2026-01\u0000ord_0`, 'AAAAAAAAAAAA'])).toString('base64url');
    for (const cursor of [
      'x',
      nextCursor.slice(0, -6),
      `${nextCursor}A`.replace(/^./, 'Z'),
      changed,
      'W10',
      'bnVsbA',
    ]) {
      expect(await refusal(`/v1/orders?cursor=${cursor}`)).toEqual([400, 'invalid_cursor']);
    }
  });

  it('cannot be made by who knows how it is made, but not the key', async () => {
    const { nextCursor } = await cobro.get('/v1/orders?limit=2');
    const [position, seal] = JSON.parse(Buffer.from(nextCursor, 'base64url').toString());
    const encode = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const question = JSON.stringify(['orders', 'acme', null, {}]);
    const hash = (key: string) =>
      createHmac('sha256', key)
        .update(JSON.stringify([question, position]))
        .digest()
        .subarray(0, 16)
        .toString('base64url');
    expect(await refusal(`/v1/orders?limit=2&cursor=${nextCursor}`)).toEqual([200, undefined]);
    for (const forged of [
      encode([position, hash('')]),
      encode([position, hash('cobro')]),
      encode([position, '']),
      encode([`${position}0`, seal]),
      encode([position, seal, 'more']),
      `${nextCursor}%00`,
      `${nextCursor}=`,
      ` ${nextCursor}`,
    ]) {
      expect(await refusal(`/v1/orders?limit=2&cursor=${forged}`), forged).toEqual([400, 'invalid_cursor']);
    }
  });

  it('of which any part is missing or changed is refused', async () => {
    const { nextCursor } = await cobro.get('/v1/orders?limit=2');
    for (let at = 1; at < nextCursor.length; at += 7) {
      const other = nextCursor[at] === 'A' ? 'B' : 'A';
      const changed = nextCursor.slice(0, at) + other + nextCursor.slice(at + 1);
      expect(await refusal(`/v1/orders?cursor=${nextCursor.slice(0, at)}`)).toEqual([400, 'invalid_cursor']);
      expect(await refusal(`/v1/orders?cursor=${changed}`)).toEqual([400, 'invalid_cursor']);
    }
  });

  it('of one customer is no cursor of another, nor of the staff', async () => {
    const others = await makeCustomer(cobro);
    const own = { customerId: customer.id };
    for (const path of [
      '/v1/orders?limit=1',
      `/v1/fulfillments?limit=1`,
      '/v1/shipments?limit=1',
      '/v1/invoices?limit=1',
    ]) {
      const { nextCursor } = await cobro.get(path, own);
      expect(nextCursor, path).not.toBeNull();
      const again = `${path}&cursor=${nextCursor}`;
      expect((await cobro.request('GET', again, undefined, own)).status).toBe(200);
      for (const asking of [{ customerId: others.id }, {}]) {
        const { status, body } = await cobro.request('GET', again, undefined, asking);
        expect([status, body.errors?.[0]?.code], path).toEqual([400, 'invalid_cursor']);
      }
    }
  });

  it('of one tenant is no cursor of another', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'cobro-other-'));
    const port = String(await freePort());
    const env = { ...process.env, COBRO_DATA: dataDir, PORT: port, MAIL_PORT: String(await freePort()) };
    const server = startServer('ignore', env);
    try {
      const other = newApiClient(`http://localhost:${port}`);
      for (const sku of ['BOOK', 'PEN']) {
        const body = { name: sku, unitPrice: 1000, currency: 'EUR', taxCategory: 'standard' };
        await other.call({ as: 'admin', method: 'PUT', path: `/v1/products/${sku}`, body, answer: z.looseObject({}) });
      }
      const path = '/v1/products?limit=1';
      const theirs = await other.call({ as: 'admin', method: 'GET', path, answer: listOf(z.looseObject({})) });
      expect(theirs.nextCursor).not.toBeNull();
      expect(await refusal(`${path}&cursor=${theirs.nextCursor}`)).toEqual([400, 'invalid_cursor']);
    } finally {
      server.kill('SIGTERM');
      await once(server, 'exit');
      rmSync(dataDir, { recursive: true, force: true });
    }
  }, 120_000);

  it('is good after a restart', async () => {
    const [first, second] = await allOf(cobro, '/v1/orders', 1);
    const { items, nextCursor } = await cobro.get('/v1/orders?limit=1');
    expect(items[0].id).toBe(first.id);
    await cobro.restart();
    expect((await cobro.get(`/v1/orders?limit=1&cursor=${nextCursor}`)).items[0].id).toBe(second.id);
  });

  it('of one list is no cursor of another, nor of the same with another filter', async () => {
    const { nextCursor } = await cobro.get('/v1/orders?limit=2');
    expect(await refusal(`/v1/invoices?cursor=${nextCursor}`)).toEqual([400, 'invalid_cursor']);
    expect(await refusal(`/v1/orders?customerId=${customer.id}&cursor=${nextCursor}`)).toEqual([400, 'invalid_cursor']);
    expect(await refusal(`/v1/events?after=${nextCursor}`)).toEqual([400, 'invalid_cursor']);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'limit=1.5', 'cursor=', 'page=2'])(
    'and a limit must be right: %s is refused',
    async (query) => {
      expect((await cobro.request('GET', `/v1/orders?${query}`)).status).toBe(400);
    },
  );
});
