import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeCustomer, makeProduct, makeWarehouse, orderOf, placeOrder, receive } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
  for (const code of ['BCN', 'MAD']) await makeWarehouse(cobro, code);
});
afterAll(() => cobro.stop());

const book = (sku: string, quantity: number, reason: string): Promise<any> =>
  cobro.post('/v1/stock-movements', { sku, warehouse: 'BCN', quantity, reason });

it('orders that lose their pieces to a count get what another warehouse has in their turn, the oldest first', async () => {
  const customer = await makeCustomer(cobro, { limit: 1_000_000_000 });
  for (const sku of ['CUP', 'JUG', 'MUG', 'POT', 'CAN']) {
    await makeProduct(cobro, sku);
    await receive(cobro, sku, 3, 'BCN');
    const orders: any[] = [];
    for (let at = 0; at < 3; at += 1) orders.push(await placeOrder(cobro, customer.id, { [sku]: 1 }));
    await receive(cobro, sku, 1, 'MAD');
    await cobro.settle();
    await book(sku, -3, 'count');
    await cobro.settle();
    const reserved = await Promise.all(orders.map(async ({ id }) => (await orderOf(cobro, id)).lines[0].reserved));
    expect(reserved).toEqual([1, 0, 0]);
  }
});
