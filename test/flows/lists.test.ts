import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCustomer, makeProduct, makeWarehouse, receive, shipOrder } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
let customer: any;
const placed: string[] = [];

const place = async (): Promise<string> => {
  const body = { customerId: customer.id, currency: 'EUR', lines: [{ sku: 'BOOK', quantity: 1 }] };
  const { id } = await cobro.post('/v1/orders', body);
  placed.push(id);
  return id;
};

/** All pages of a list, `between` run after each. */
const pages = async (path: string, limit: number, between: () => Promise<unknown> = () => Promise.resolve()) => {
  const found: any[][] = [];
  const start = `${path}${path.includes('?') ? '&' : '?'}limit=${limit}`;
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: any = await cobro.get(cursor === '' ? start : `${start}&cursor=${cursor}`);
    found.push(page.items);
    cursor = page.nextCursor;
    await between();
  }
  return found;
};

beforeAll(async () => {
  cobro = await startCobro();
  await makeWarehouse(cobro);
  await makeProduct(cobro, 'BOOK');
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
