import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startExecution } from '../../shared/orders/execution.ts';
import { invoicesOf, makeCustomer, openShop, orderOf, placeOrder, receive, shipOrder } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
let customer: any;
beforeAll(async () => {
  cobro = await startCobro();
  customer = await openShop(cobro);
});
afterAll(() => cobro.stop());

const statuses = async (orderId: string): Promise<Record<string, string>> => {
  const { items } = await cobro.get(`/_local/executions?orderId=${orderId}`);
  return Object.fromEntries(items.map((one: any) => [one.name.slice(orderId.length + 1), one.status]));
};
const startAnother = async (orderId: string, ...runs: number[]): Promise<void> => {
  await Promise.all(runs.map((run) => startExecution(`${orderId}-${run}`, orderId)));
  await cobro.settle();
};

describe('a second execution of an order', () => {
  it('ends the first, which waits for the same, and goes on alone', async () => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 1 });
    expect(await statuses(id)).toEqual({ 1: 'RUNNING' });
    await startAnother(id, 2);
    expect(await statuses(id)).toEqual({ 1: 'SUCCEEDED', 2: 'RUNNING' });
    await shipOrder(cobro, id);
    expect(await statuses(id)).toEqual({ 1: 'SUCCEEDED', 2: 'SUCCEEDED' });
    expect(await invoicesOf(cobro, id)).toHaveLength(1);
  });

  it('leaves exactly one that waits, however many are started at once', async () => {
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 1 });
    await startAnother(id, 2, 3, 4, 5);
    const waiting = Object.values(await statuses(id)).filter((status) => status === 'RUNNING');
    expect(waiting).toHaveLength(1);
    await shipOrder(cobro, id);
    expect(Object.values(await statuses(id)).filter((status) => status !== 'SUCCEEDED')).toEqual([]);
    expect(await orderOf(cobro, id)).toMatchObject({ status: 'shipped', lines: [{ invoiced: 1 }] });
  });

  it('ends the first of a held order without deciding anything', async () => {
    const poor = await makeCustomer(cobro, { limit: 0 });
    const { id } = await placeOrder(cobro, poor.id, { BOOK: 1 });
    await startAnother(id, 2);
    expect(await statuses(id)).toEqual({ 1: 'SUCCEEDED', 2: 'RUNNING' });
    expect(await orderOf(cobro, id)).toMatchObject({ status: 'credit_hold', lines: [{ reserved: 0 }] });
    await cobro.post(`/v1/credit-reviews/${id}/decision`, { decision: 'approve', reason: 'Known.' });
    await cobro.settle();
    await shipOrder(cobro, id);
    expect(await statuses(id)).toEqual({ 1: 'SUCCEEDED', 2: 'SUCCEEDED' });
  });
});

describe('one execution', () => {
  it('goes through all shipments of its order by itself', async () => {
    await cobro.put('/v1/products/RARE', { name: 'Rare', unitPrice: 500, currency: 'EUR', taxCategory: 'standard' });
    const { id } = await placeOrder(cobro, customer.id, { RARE: 3 });
    for (let piece = 1; piece <= 3; piece += 1) {
      await receive(cobro, 'RARE', 1);
      await cobro.settle();
      await shipOrder(cobro, id);
      expect(await invoicesOf(cobro, id)).toHaveLength(piece);
    }
    expect(await statuses(id)).toEqual({ 1: 'SUCCEEDED' });
  });
});
