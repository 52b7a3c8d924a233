import { afterAll, beforeAll, expect, it } from 'vitest';
import { callBy } from '../../shared/call.ts';
import { confirmOrder } from '../../shared/orders/confirm-order.ts';
import { makeCustomer, placeOrder, stockBooks } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

const salesEmail = 'ventas@acme.example';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro('acme', undefined, { salesEmail, language: 'en' });
  await stockBooks(cobro, 1000);
});
afterAll(() => cobro.stop());

const toldOf = async ({ number }: { number: string }): Promise<string[]> =>
  (await cobro.mails(salesEmail))
    .filter(({ subject = '' }) => subject.includes(number))
    .map(({ subject = '' }) => subject.replace(number, 'N'));

const held = async (): Promise<any> => {
  const { id } = await makeCustomer(cobro, { limit: 0, name: 'Peña' });
  return placeOrder(cobro, id, { BOOK: 1 });
};

const decide = async ({ id }: { id: string }, decision: string): Promise<void> => {
  await cobro.post(`/v1/credit-reviews/${id}/decision`, { decision, reason: 'Known for years.' });
  await cobro.settle();
};

it('sales is told that an order is held and approved, with the reasons, each once', async () => {
  const order = await held();
  expect(await toldOf(order)).toEqual(['Order N of Peña is held for a credit decision']);
  await decide(order, 'approve');
  expect(await toldOf(order)).toEqual(['Order N of Peña is held for a credit decision', 'Order N of Peña is approved']);
  const [first, second] = await cobro.mails(salesEmail);
  expect(first?.text).toContain('Reason: The order of €12.10 brings the exposure to €12.10');
  expect(second?.text).toContain('Reason: Known for years.');
  const call = callBy({ actor: 'test', correlationId: 'again' });
  await Promise.all([confirmOrder(order.id, call), confirmOrder(order.id, call)]);
  expect(await toldOf(order)).toHaveLength(2);
});

it('and that one is rejected, but not of what credit lets through by itself', async () => {
  const order = await held();
  await decide(order, 'reject');
  expect((await toldOf(order)).at(-1)).toBe('Order N of Peña is rejected');
  const { id } = await makeCustomer(cobro);
  expect(await toldOf(await placeOrder(cobro, id, { BOOK: 1 }))).toEqual([]);
});

it('an address of sales that is refused for good is told in the timeline, and holds nothing up', async () => {
  const order = await held();
  // That to the customer, and that to sales.
  cobro.embedded.mailbox.failNext(2, 'MessageRejected');
  await decide(order, 'approve');
  const { items } = await cobro.get(`/v1/orders/${order.id}/timeline`);
  const failed = items.filter(({ type }: any) => type === 'email.failed').map(({ data }: any) => data.mail);
  expect(failed).toEqual(['confirmation', 'sales-approved']);
  expect(await cobro.get(`/v1/orders/${order.id}`)).toMatchObject({ status: 'fulfilling' });
});

it('mails to sales are no mails to the person', async () => {
  const order = await held();
  const { mails } = await cobro.get(`/v1/customers/${order.customerId}/personal-data`);
  expect(mails.map(({ mail }: any) => mail)).toEqual(['held-notice']);
});
