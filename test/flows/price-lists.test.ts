import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoredCustomer } from '../../shared/customers/customer.ts';
import { priceRulesOf } from '../../shared/prices/price-list-store.ts';
import { keys } from '../../shared/table/table-map.ts';
import { getRow } from '../../shared/table/table.ts';
import { allItems, auditGaps } from '../make/audit.ts';
import { makeCustomer, makeProduct, orderOf, placeOrder, stockBooks, today } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
  await stockBooks(cobro, 10_000);
  await makeProduct(cobro, 'CUP', { unitPrice: 500 });
});
afterAll(() => cobro.stop());

const body = (whom: Record<string, unknown>, prices: Record<string, unknown>[], more = {}) => ({
  name: 'Agreed',
  currency: 'EUR',
  prices,
  ...whom,
  ...more,
});

const put = (code: string, whom: Record<string, unknown>, prices: Record<string, unknown>[], more = {}): Promise<any> =>
  cobro.put(`/v1/price-lists/${code}`, body(whom, prices, more), { as: 'admin' });

/** Unit price and list of each line, as a preview and an order tell them: always the same. */
const pricesOf = async (customerId: string, lines: Record<string, unknown>[]): Promise<unknown[]> => {
  const order = { customerId, currency: 'EUR', lines };
  const shown = ({ lines: priced }: any) => priced.map((line: any) => [line.unitPrice, line.priceList]);
  const preview = shown(await cobro.post('/v1/orders/preview', order, { key: null }));
  const placed = shown(await cobro.post('/v1/orders', order));
  expect(preview).toEqual(placed);
  return placed;
};

describe('a customer’s prices', () => {
  it('are its own, else its group’s, else the catalogue’s; by all pieces of a sku in the order', async () => {
    const { id } = await makeCustomer(cobro, { priceGroup: 'SHOPS' });
    await put('SHOPS-26', { customerGroup: 'SHOPS' }, [
      { sku: 'BOOK', unitPrice: 950 },
      { sku: 'BOOK', minQuantity: 10, unitPrice: 900 },
      { sku: 'CUP', unitPrice: 450 },
    ]);
    const own = await put('PENA', { customerId: id }, [{ sku: 'BOOK', minQuantity: 20, unitPrice: 930 }]);
    expect(own).toMatchObject({ code: 'PENA', customerId: id, active: true, version: 1 });
    expect((await cobro.get(`/v1/customers/${id}`)).priceLists).toEqual(['PENA']);

    expect(await pricesOf(id, [{ sku: 'BOOK', quantity: 1 }])).toEqual([[950, 'SHOPS-26']]);
    expect(
      await pricesOf(id, [
        { sku: 'BOOK', quantity: 6 },
        { sku: 'CUP', quantity: 6 },
        { sku: 'BOOK', quantity: 4 },
      ]),
    ).toEqual([
      [900, 'SHOPS-26'],
      [450, 'SHOPS-26'],
      [900, 'SHOPS-26'],
    ]);
    expect(await pricesOf(id, [{ sku: 'BOOK', quantity: 20 }])).toEqual([[930, 'PENA']]);
    const { id: other } = await makeCustomer(cobro);
    expect(await pricesOf(other, [{ sku: 'BOOK', quantity: 20 }])).toEqual([[1000, undefined]]);
  });

  it('are frozen when the order is placed, and hold from their first day to their last', async () => {
    const { id } = await makeCustomer(cobro);
    const day = await today(cobro);
    const price = [{ sku: 'BOOK', unitPrice: 700 }];
    await put('TODAY', { customerId: id }, price, { validFrom: day, validTo: day });
    const order = await placeOrder(cobro, id, { BOOK: 2 });
    expect(order.totals).toMatchObject({ net: 1400 });
    await put('TODAY', { customerId: id }, price, { validTo: '2020-01-01' });
    expect((await placeOrder(cobro, id, { BOOK: 2 })).totals).toMatchObject({ net: 2000 });
    expect((await orderOf(cobro, order.id)).lines[0]).toMatchObject({ unitPrice: 700, priceList: 'TODAY' });
  });

  it('give way to an override, and carry a discount', async () => {
    const { id } = await makeCustomer(cobro);
    await put('MINE', { customerId: id }, [{ sku: 'BOOK', unitPrice: 800 }]);
    const { lines } = await cobro.post('/v1/orders', {
      customerId: id,
      currency: 'EUR',
      lines: [
        { sku: 'BOOK', quantity: 1, unitPrice: 1 },
        { sku: 'BOOK', quantity: 1, discountPercent: 50 },
      ],
    });
    expect(lines[0]).toMatchObject({ unitPrice: 1, net: 1 });
    expect(lines[0].priceList).toBeUndefined();
    expect(lines[1]).toMatchObject({ unitPrice: 800, priceList: 'MINE', net: 400 });
  });

  it('end when the list is put out of use, goes to someone else, or the customer leaves the group', async () => {
    const [ana, bea] = [await makeCustomer(cobro), await makeCustomer(cobro, { priceGroup: 'GOLD' })];
    const price = [{ sku: 'BOOK', unitPrice: 600 }];
    const now = async (): Promise<unknown[]> =>
      (await Promise.all([ana, bea].map(({ id }) => pricesOf(id, [{ sku: 'BOOK', quantity: 1 }])))).flat(2);
    await put('MOVES', { customerId: ana.id }, price);
    expect(await now()).toEqual([600, 'MOVES', 1000, undefined]);
    await put('MOVES', { customerId: bea.id }, price);
    expect(await now()).toEqual([1000, undefined, 600, 'MOVES']);
    await put('MOVES', { customerGroup: 'GOLD' }, price);
    expect(await now()).toEqual([1000, undefined, 600, 'MOVES']);
    expect((await cobro.get(`/v1/customers/${bea.id}`)).priceLists).toBeUndefined();
    await cobro.request('PATCH', `/v1/customers/${bea.id}`, { priceGroup: null });
    expect(await now()).toEqual([1000, undefined, 1000, undefined]);
    await cobro.request('PATCH', `/v1/customers/${bea.id}`, { priceGroup: 'GOLD' });
    await put('MOVES', { customerGroup: 'GOLD' }, price, { active: false });
    expect(await now()).toEqual([1000, undefined, 1000, undefined]);
    expect(await cobro.get('/v1/price-lists/MOVES')).toMatchObject({ active: false, prices: [{ unitPrice: 600 }] });
    await put('MOVES', { customerGroup: 'GOLD' }, price);
    expect(await now()).toEqual([1000, undefined, 600, 'MOVES']);
  });
});

describe('a price list', () => {
  it('of 500 prices is kept whole, changed only from the version that was read, and its changes are told', async () => {
    const many = Array.from({ length: 500 }, (_, at) => ({ sku: 'BOOK', minQuantity: at + 1, unitPrice: 1000 - at }));
    const first = await put('LONG', { customerGroup: 'LONG' }, many);
    expect(first.prices).toEqual(many);
    const { id } = await makeCustomer(cobro, { priceGroup: 'LONG' });
    expect(await pricesOf(id, [{ sku: 'BOOK', quantity: 250 }])).toEqual([[751, 'LONG']]);
    const change = body({ customerGroup: 'LONG' }, [{ sku: 'BOOK', unitPrice: 5 }]);
    const stale = { headers: { 'if-match': '"7"' } };
    expect((await cobro.request('PUT', '/v1/price-lists/LONG', change, stale)).status).toBe(412);
    expect(await put('LONG', { customerGroup: 'LONG' }, [{ sku: 'BOOK', unitPrice: 5 }])).toMatchObject({ version: 2 });
    const { items } = await cobro.get('/v1/audit-trail?kind=price-list&id=LONG');
    expect(items).toMatchObject([
      { type: 'price_list.changed', versionBefore: null, versionAfter: 1, data: { priceList: 'LONG', prices: 500 } },
      { type: 'price_list.changed', versionBefore: 1, versionAfter: 2, data: { changed: ['prices'], active: true } },
    ]);
  });

  it.each([
    ['for nobody', {}, 'customerId'],
    ['for a group and a customer', { customerGroup: 'A', customerId: 'cus_1' }, 'customerId'],
    ['that ends before it begins', { customerGroup: 'A', validFrom: '2026-02-02', validTo: '2026-02-01' }, 'validTo'],
    [
      'with two prices of one kind',
      { customerGroup: 'A', prices: [1, 2].map((unitPrice) => ({ sku: 'BOOK', unitPrice })) },
      'prices[1]',
    ],
    ['without prices', { customerGroup: 'A', prices: [] }, 'prices'],
    [
      'with a price for no piece',
      { customerGroup: 'A', prices: [{ sku: 'BOOK', minQuantity: 0, unitPrice: 1 }] },
      'prices[0].minQuantity',
    ],
    ['of another name', { customerGroup: 'A', code: 'OTHER' }, 'code'],
    ['for a customer there is not', { customerId: 'cus_1' }, 'customerId', 422],
    ['of what is not sold', { customerGroup: 'A', prices: [{ sku: 'NIX', unitPrice: 1 }] }, 'prices[0].sku', 422],
  ])('%s is refused, and the field named', async (_what, more, path, status = 400) => {
    const wrong = { ...body({}, [{ sku: 'BOOK', unitPrice: 1 }]), ...more };
    const answer = await cobro.request('PUT', '/v1/price-lists/WRONG', wrong);
    expect({ status: answer.status, paths: answer.body.errors.map((one: any) => one.path) }).toEqual({
      status,
      paths: [path],
    });
    expect((await cobro.request('GET', '/v1/price-lists/WRONG')).body.code).toBe('price_list_not_found');
  });

  it('in another currency, and the 21st for the same customers, are refused', async () => {
    const price = [{ sku: 'BOOK', unitPrice: 1 }];
    const dollars = await cobro.request(
      'PUT',
      '/v1/price-lists/USD',
      body({ customerGroup: 'A' }, price, { currency: 'USD' }),
    );
    expect(dollars.body.code).toBe('currency_not_supported');
    for (let at = 1; at <= 20; at += 1) await put(`MANY-${at}`, { customerGroup: 'MANY' }, price);
    const answer = await cobro.request('PUT', '/v1/price-lists/MANY-21', body({ customerGroup: 'MANY' }, price));
    expect(answer).toMatchObject({ status: 422, body: { code: 'too_many_price_lists' } });
    await put('MANY-20', { customerGroup: 'MANY' }, price, { active: false });
    await put('MANY-21', { customerGroup: 'MANY' }, price);
  });

  it('is seen by staff, and by the login of a customer only if it is for that customer', async () => {
    const { id } = await makeCustomer(cobro, { priceGroup: 'SEEN' });
    const price = [{ sku: 'BOOK', unitPrice: 1 }];
    await put('SEEN-G', { customerGroup: 'SEEN' }, price);
    await put('SEEN-C', { customerId: id }, price);
    const { id: other } = await makeCustomer(cobro);
    await put('UNSEEN', { customerId: other }, price);
    const login = { as: 'storefront', customerId: id } as const;
    const seen = (await cobro.get('/v1/price-lists?limit=100', login)).items.map((one: any) => one.code);
    expect(seen).toEqual(['SEEN-C', 'SEEN-G']);
    expect((await cobro.request('GET', '/v1/price-lists/UNSEEN', undefined, login)).status).toBe(404);
    expect((await cobro.get('/v1/price-lists/SEEN-G', login)).code).toBe('SEEN-G');
    const patch = await cobro.request('PATCH', `/v1/customers/${id}`, { priceGroup: 'GOLD' }, login);
    expect(patch).toMatchObject({ status: 403, body: { code: 'bound_to_customer' } });
    const all = (await cobro.get('/v1/price-lists?limit=100')).items.map((one: any) => one.code);
    expect(all).toEqual(expect.arrayContaining(['SEEN-C', 'SEEN-G', 'UNSEEN']));
  });

  it('put by several at once is each of them in turn, and never a mixture', async () => {
    const { id } = await makeCustomer(cobro, { priceGroup: 'RACE' });
    const writes = Array.from({ length: 12 }, (_, at) =>
      put('RACE', at % 2 ? { customerId: id } : { customerGroup: 'RACE' }, [
        { sku: 'BOOK', unitPrice: at + 1 },
        { sku: 'CUP', unitPrice: at + 1 },
      ]),
    );
    const lines = ['BOOK', 'CUP'].map((sku) => ({ sku, quantity: 1 }));
    const reads = Array.from({ length: 12 }, async () => {
      const shown = await cobro.post('/v1/orders/preview', { customerId: id, currency: 'EUR', lines }, { key: null });
      const [a, b] = shown.lines.map((line: any) => (line.priceList === undefined ? 'none' : line.unitPrice));
      expect(a).toBe(b);
    });
    await Promise.all([...writes, ...reads]);
    const last = await cobro.get('/v1/price-lists/RACE');
    expect(last.version).toBe(12);
    const [line] = (await placeOrder(cobro, id, { BOOK: 1 })).lines;
    expect(line).toMatchObject({ priceList: 'RACE', unitPrice: last.prices[0].unitPrice });
    const rows = (await allItems(cobro)).filter(({ pk, sk }) => pk.S.startsWith('prices-for#') && sk.S === 'RACE');
    expect(rows).toHaveLength(1);
  });

  it('leaves no change without its entry in the audit trail', async () => {
    expect(await auditGaps(cobro)).toEqual([]);
  });
});

it('a customer without lists and group costs no read; others one query for its own lists and one for its group', async () => {
  const readUnits = async (): Promise<number> =>
    (await cobro.get('/_local/bill')).services.find(({ service }: any) => service === 'DynamoDB (on demand)').units[
      'readRequestUnits'
    ];
  const reads = async (more: object): Promise<number> => {
    const { id } = await makeCustomer(cobro);
    await cobro.settle();
    const customer = StoredCustomer.parse({ ...(await getRow(keys.customer(id))), ...more });
    const before = await readUnits();
    await priceRulesOf(customer);
    return (await readUnits()) - before;
  };
  expect(await reads({})).toBe(0);
  expect(await reads({ priceGroup: 'NONE' })).toBe(1);
  expect(await reads({ priceGroup: 'NONE', priceLists: ['X'] })).toBe(2);
});
