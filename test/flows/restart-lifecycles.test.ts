import { afterAll, beforeAll, expect, it } from 'vitest';
import { callBy } from '../../shared/call.ts';
import { restartLifecycle } from '../../shared/orders/lifecycle.ts';
import { invoicesOf, openShop, orderOf, pay, placeOrder, shipOrder } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
});
afterAll(() => cobro.stop());

const run = 1_800_000_000;
const restart = async (orderId: string): Promise<boolean> => {
  const started = await restartLifecycle(orderId, run, callBy({ actor: 'test', correlationId: 'restart' }));
  await cobro.settle();
  return started;
};

it('an order whose lifecycle is started anew, even twice, has one execution that waits, and goes to its end', async () => {
  const { id: customerId } = await openShop(cobro);
  const { id } = await placeOrder(cobro, customerId, { BOOK: 2 });
  expect([await restart(id), await restart(id)]).toEqual([true, true]);
  const { items } = await cobro.get(`/_local/executions?orderId=${id}`);
  expect(items.map(({ name, status }: any) => [name, status])).toEqual(
    expect.arrayContaining([
      [`${id}-1`, 'SUCCEEDED'],
      [`${id}-${run}`, 'RUNNING'],
    ]),
  );
  expect(items).toHaveLength(2);
  await shipOrder(cobro, id);
  const invoices = await invoicesOf(cobro, id);
  expect(invoices).toHaveLength(1);
  await pay(cobro, invoices[0], invoices[0].totals.due);
  expect((await orderOf(cobro, id)).status).toBe('completed');
  expect(await restart(id)).toBe(false);
});
