import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadNorthwind } from '../../demo/load-northwind.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
});
afterAll(() => cobro.stop());

/** Everything that was loaded, with the version of each. */
const everything = async () => ({
  products: await cobro.get('/v1/products?limit=100'),
  customers: await cobro.get('/v1/customers?limit=100'),
  warehouses: await cobro.get('/v1/warehouses'),
  stock: await cobro.get('/v1/stock?limit=100'),
});

describe('loading Northwind', () => {
  it('loads what is missing; a second time changes nothing, also where somebody has changed it since', async () => {
    const { origin } = cobro.embedded;
    let last = [0, 0];
    const first = await loadNorthwind({ origin, onProgress: (done, total) => (last = [done, total]) });
    expect(last).toEqual([168, 168]);
    expect(first.size).toBe(91);
    const alfki = first.get('ALFKI') ?? '';
    const chai = await cobro.get('/v1/products/NW-1');
    await cobro.put('/v1/products/NW-1', { ...chai, version: undefined, unitPrice: 1 });
    await cobro.put(`/v1/customers/${alfki}/credit`, { limit: 1 });
    const before = await everything();

    expect(await loadNorthwind({ origin })).toEqual(first);
    expect(await everything()).toEqual(before);
    expect(await cobro.get('/v1/products/NW-1')).toMatchObject({ unitPrice: 1, version: 2 });
    expect(await cobro.get(`/v1/customers/${alfki}/credit`)).toMatchObject({ limit: 1 });
    const { items } = await cobro.get('/v1/stock?sku=NW-1');
    expect(items).toMatchObject([{ onHand: 39, available: 39 }]);
  });
});
