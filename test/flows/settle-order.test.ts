import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { callBy } from '../../shared/call.ts';
import { loadOrder, saveOrder } from '../../shared/orders/order-store.ts';
import { settleOrder } from '../../shared/orders/settle-order.ts';
import { Work } from '../../shared/table/work.ts';
import { invoicesOf, openShop, orderOf, pay, placeOrder, shipOrder } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
});
afterAll(() => cobro.stop());

it('an event that is about to complete an order is overtaken by the undoing of the payment: the order stays open', async () => {
  const { id: customerId } = await openShop(cobro);
  const { id } = await placeOrder(cobro, customerId, { BOOK: 1 });
  await shipOrder(cobro, id);
  const [invoice] = await invoicesOf(cobro, id);
  const payment = await pay(cobro, invoice, invoice.totals.due);
  expect((await orderOf(cobro, id)).status).toBe('completed');

  // As if the event of the payment had not been heard yet.
  const call = callBy({ actor: 'test', correlationId: 'late' });
  const before = await loadOrder(id, call);
  const invoices = before.header.invoices.map((one) => ({ ...one, status: 'open' as const }));
  const unheard = new Work(call);
  saveOrder(unheard, { before, draft: { header: { ...before.header, invoices }, lines: before.lines }, call });
  await unheard.commit();

  // Between its decision and its commit the payment is undone, and the event of that finds nothing to do.
  const commit: () => Promise<void> = Reflect.get(Work.prototype, 'commit');
  const spy = vi.spyOn(Work.prototype, 'commit').mockImplementationOnce(async function commitLate(this: Work) {
    await cobro.request('DELETE', `/v1/payments/${payment.id}/allocations/${invoice.id}`);
    await cobro.settle();
    return commit.call(this);
  });
  await settleOrder(id, invoice.id, call);
  spy.mockRestore();
  expect(await orderOf(cobro, id)).toMatchObject({ status: 'shipped', paymentStatus: 'open' });
});
