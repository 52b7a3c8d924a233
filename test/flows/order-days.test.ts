import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callBy } from '../../shared/call.ts';
import { OrderInput } from '../../shared/orders/order.ts';
import { placeOrder } from '../../shared/orders/place-order.ts';
import { makeCustomer, makeProduct, makeWarehouse } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';
import { allOf } from '../make/list-pages.ts';

/*
 * Days are those of the tenant, here of Madrid: UTC+1 in winter, UTC+2 in summer. 2026-03-29 has 23 hours, 2026-10-25 has 25.
 */

let cobro: Cobro;
let customerId: string;

const instants = [
  // The turn of the year, which is in the old year's last month in UTC.
  '2025-12-31T22:59:59.999Z',
  '2025-12-31T23:00:00.000Z',
  // 2026-03-29: from midnight in winter time to midnight in summer time.
  '2026-03-28T22:59:59.999Z',
  '2026-03-28T23:00:00.000Z',
  '2026-03-29T01:00:00.000Z',
  '2026-03-29T21:59:59.999Z',
  '2026-03-29T22:00:00.000Z',
  // 2026-10-25, where 02:30 comes twice.
  '2026-10-24T21:59:59.999Z',
  '2026-10-24T22:00:00.000Z',
  '2026-10-25T00:30:00.000Z',
  '2026-10-25T01:30:00.000Z',
  '2026-10-25T22:59:59.999Z',
  '2026-10-25T23:00:00.000Z',
];

beforeAll(async () => {
  cobro = await startCobro();
  await makeWarehouse(cobro);
  await makeProduct(cobro, 'BOOK');
  customerId = (await makeCustomer(cobro, { limit: 0 })).id;
  const input = OrderInput.parse({ customerId, currency: 'EUR', lines: [{ sku: 'BOOK', quantity: 1 }] });
  for (const at of instants)
    await placeOrder(input, false, { ...callBy({ actor: 'test', correlationId: 'test' }), at });
});
afterAll(() => cobro.stop());

describe('orders of some days', () => {
  const between = async (query: string): Promise<string[]> =>
    (await allOf(cobro, `/v1/orders?${query}`, 2)).map(({ placedAt }) => placedAt).toReversed();

  it.each([
    ['a day of 23 hours', 'from=2026-03-29&to=2026-03-29', 3, 6],
    ['a day of 25 hours', 'from=2026-10-25&to=2026-10-25', 8, 12],
    ['the day before', 'from=2026-10-24&to=2026-10-24', 7, 8],
    ['the day after', 'from=2026-10-26&to=2026-10-26', 12, 13],
    ['the last day of a year', 'from=2025-12-31&to=2025-12-31', 0, 1],
    ['a new year', 'from=2026-01-01', 1, 13],
    ['an old year', 'to=2025-12-31', 0, 1],
    ['both ends', 'from=2026-01-01&to=2026-03-29', 1, 6],
    ['no day at all', 'from=2026-10-26&to=2026-10-25', 0, 0],
    ['all days there are', 'from=0000-01-01&to=9999-12-31', 0, 13],
    ['days before there were computers', 'to=1969-12-31', 0, 0],
  ])('are those of %s', async (_, query, first, end) => {
    const expected = instants.slice(first, end);
    expect(await between(query)).toEqual(expected);
    expect(await between(`${query}&customerId=${customerId}`)).toEqual(expected);
    expect(await between(`${query}&status=credit_hold`)).toEqual(expected);
    expect(await between(`${query}&customerId=${customerId}&status=credit_hold`)).toEqual(expected);
    expect(await between(`${query}&status=completed`)).toEqual([]);
  });
});
