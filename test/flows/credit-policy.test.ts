import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyItem, verifyTable } from '../../shared/verification/verify-table.ts';
import { auditGaps } from '../make/audit.ts';
import {
  makeCustomer,
  makeProduct,
  orderOf,
  pay,
  placeOrder,
  receive,
  shipOrder,
  stockBooks,
  today,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro('acme', undefined, {
    creditPolicy: {
      graceDaysOverdue: 5,
      rejectAfterDaysOverdue: 60,
      autoApproveBelow: 5000,
      tolerancePercent: 10,
      holdWhenLimitIsLowered: true,
      holdWhenOverdue: true,
    },
  });
  await stockBooks(cobro, 1000);
  await makeProduct(cobro, 'HUNDRED', { unitPrice: 10_000, taxCategory: 'exempt' });
  await makeProduct(cobro, 'ONE', { unitPrice: 100, taxCategory: 'exempt' });
  await receive(cobro, 'HUNDRED', 1000);
  await receive(cobro, 'ONE', 1000);
});
afterAll(() => cobro.stop());

const codesOf = ({ credit }: any): string[] => credit.reasons.map(({ code }: any) => code);
const shipped = async (customerId: string): Promise<any> => {
  const { id } = await placeOrder(cobro, customerId, { HUNDRED: 1 });
  await shipOrder(cobro, id);
  return (await cobro.get(`/v1/invoices?orderId=${id}`)).items[0];
};

describe('a customer with an overdue invoice', () => {
  it('may order within the days of grace, is held after them, and goes on by itself once it has paid', async () => {
    const customer = await makeCustomer(cobro);
    const invoice = await shipped(customer.id);
    await cobro.advance(35);
    const inGrace = await placeOrder(cobro, customer.id, { HUNDRED: 1 });
    expect([inGrace.status, ...codesOf(inGrace)]).toEqual(['accepted', 'within_limit']);
    await shipOrder(cobro, inGrace.id);
    await cobro.advance(1);
    const preview = await cobro.post('/v1/orders/preview', {
      customerId: customer.id,
      currency: 'EUR',
      lines: [{ sku: 'HUNDRED', quantity: 1 }],
    });
    expect([preview.status, ...codesOf(preview)]).toEqual(['credit_hold', 'overdue']);
    const late = await placeOrder(cobro, customer.id, { HUNDRED: 1 });
    expect([late.status, ...codesOf(late)]).toEqual(['credit_hold', 'overdue']);
    expect(late.credit.reasons[0].detail).toMatch(/100\.00 is overdue, the oldest invoice for 6 days; 5 days/);
    const small = await placeOrder(cobro, customer.id, { ONE: 49 });
    expect([small.status, ...codesOf(small)]).toEqual(['accepted', 'small_order']);

    await pay(cobro, invoice, invoice.totals.due);
    expect((await orderOf(cobro, late.id)).status).toBe('fulfilling');
  });

  it('is refused when the invoice is overdue for too long', async () => {
    const customer = await makeCustomer(cobro);
    await shipped(customer.id);
    await cobro.advance(91);
    const order = await placeOrder(cobro, customer.id, { HUNDRED: 1 });
    expect([order.status, ...codesOf(order)]).toEqual(['rejected', 'overdue_too_long']);
    expect((await cobro.get(`/v1/customers/${customer.id}/credit`)).used).toBe(10_000);
    expect(await cobro.executionsOf(order.id)).toEqual(['SUCCEEDED']);
    const { items } = await cobro.get(`/v1/orders/${order.id}/timeline`);
    expect(items.map(({ type }: any) => type).slice(0, 2)).toEqual(['order.received', 'order.rejected']);
    const mails = await cobro.mails(customer.email);
    expect(mails.filter(({ subject }) => subject?.includes(order.number))).toHaveLength(1);
  });
});

describe('an approval is taken back', () => {
  const statusesOf = (orders: readonly any[]): Promise<string[]> =>
    Promise.all(orders.map(async ({ id }) => (await orderOf(cobro, id)).status));
  const setLimit = async (id: string, limit: number): Promise<void> => {
    await cobro.put(`/v1/customers/${id}/credit`, { limit });
    await cobro.settle();
  };
  const creditOf = (id: string): Promise<any> => cobro.get(`/v1/customers/${id}/credit`);
  const stockOf = async (): Promise<any> => (await cobro.get('/v1/stock?sku=HUNDRED')).items[0];

  it('by a lower limit: the newest not yet picked are held until it fits, and go on when it rises again', async () => {
    const customer = await makeCustomer(cobro, { limit: 100_000 });
    const { reserved } = await stockOf();
    const orders = [];
    for (const quantity of [3, 2, 3]) orders.push(await placeOrder(cobro, customer.id, { HUNDRED: quantity }));
    const [{ id: list }] = (await cobro.get(`/v1/fulfillments?orderId=${orders[2].id}`)).items;
    await cobro.post(`/v1/fulfillments/${list}/pick`, {});
    await setLimit(customer.id, 60_000);
    // The newest is picked, so that the one before it waits.
    expect(await statusesOf(orders)).toEqual(['fulfilling', 'credit_hold', 'fulfilling']);
    expect(await creditOf(customer.id)).toMatchObject({ used: 60_000, available: 0 });
    expect((await stockOf()).reserved).toBe(reserved + 6);
    const held = await orderOf(cobro, orders[1].id);
    expect(held).toMatchObject({ credit: { decision: 'held' }, lines: [{ reserved: 0 }] });
    expect(held.credit.reasons[0].detail).toMatch(/200\.00 over the limit of .*600\.00/);
    await setLimit(customer.id, 80_000);
    expect(await statusesOf(orders)).toEqual(['fulfilling', 'fulfilling', 'fulfilling']);
    for (const { id } of [orders[0], orders[1]]) await shipOrder(cobro, id);
    expect(await statusesOf(orders)).toEqual(['shipped', 'shipped', 'fulfilling']);
  });

  it('by an invoice overdue beyond the grace, but not when a reviewer has released the order', async () => {
    const customer = await makeCustomer(cobro, { limit: 20_000 });
    const invoice = await shipped(customer.id);
    const released = await placeOrder(cobro, customer.id, { HUNDRED: 5 });
    await cobro.post(`/v1/credit-reviews/${released.id}/decision`, { decision: 'approve', reason: 'A good customer' });
    await cobro.advance(35);
    const order = await placeOrder(cobro, (await makeCustomer(cobro)).id, { HUNDRED: 1 });
    await setLimit(customer.id, 100_000);
    const running = await placeOrder(cobro, customer.id, { HUNDRED: 1 });
    expect(await statusesOf([released, running, order])).toEqual(['fulfilling', 'fulfilling', 'fulfilling']);
    // Two days, so that a morning of the sixth day overdue lies between at whatever hour this runs.
    await cobro.advance(2);
    expect(await statusesOf([released, running, order])).toEqual(['fulfilling', 'credit_hold', 'fulfilling']);
    expect(codesOf(await orderOf(cobro, running.id))).toEqual(['overdue']);
    await pay(cobro, invoice, invoice.totals.due);
    expect(await statusesOf([running])).toEqual(['fulfilling']);
  });

  it('not by an amendment within the tolerance of a release, but by one beyond it', async () => {
    const customer = await makeCustomer(cobro, { limit: 0 });
    const { id } = await placeOrder(cobro, customer.id, { HUNDRED: 10 });
    await cobro.post(`/v1/credit-reviews/${id}/decision`, { decision: 'approve', reason: 'A good customer' });
    await cobro.settle();
    const amend = async (quantity: number): Promise<any> => {
      const order = await cobro.post(`/v1/orders/${id}/amend`, { lines: [{ lineId: '1', quantity }] });
      await cobro.settle();
      return order;
    };
    const within = await amend(11);
    expect([within.credit.decision, ...codesOf(within)]).toEqual(['approved', 'within_release']);
    expect(await creditOf(customer.id)).toMatchObject({ used: 110_000 });
    const beyond = await amend(12);
    expect([beyond.status, ...codesOf(beyond)]).toEqual(['credit_hold', 'over_limit']);
    expect(await creditOf(customer.id)).toMatchObject({ used: 0 });
  });

  it('when a reviewer’s approval ends before anything is picked; what is picked goes on its way', async () => {
    const customer = await makeCustomer(cobro, { limit: 0 });
    const orders = [];
    for (const quantity of [1, 2]) orders.push(await placeOrder(cobro, customer.id, { HUNDRED: quantity }));
    const validUntil = await today(cobro);
    for (const { id } of orders) {
      const decision = { decision: 'approve', reason: 'Until tonight', validUntil };
      await cobro.post(`/v1/credit-reviews/${id}/decision`, decision);
    }
    await cobro.settle();
    expect(await statusesOf(orders)).toEqual(['fulfilling', 'fulfilling']);
    const [{ id: list }] = (await cobro.get(`/v1/fulfillments?orderId=${orders[1].id}`)).items;
    await cobro.post(`/v1/fulfillments/${list}/pick`, {});
    await cobro.advance(2);
    expect(await statusesOf(orders)).toEqual(['credit_hold', 'fulfilling']);
    expect(codesOf(await orderOf(cobro, orders[0].id))).toEqual(['over_limit']);
    expect(await creditOf(customer.id)).toMatchObject({ used: 20_000 });
    const { items } = await cobro.get(`/v1/orders/${orders[0].id}/timeline`);
    const held = items.filter(({ type }: any) => type === 'order.held');
    expect(held.at(-1).data).toMatchObject({ reason: 'release_expired', reasonCodes: ['over_limit'] });
  });

  it('or not, when picking wins: 100 races of a pick against a lower limit have one winner each', async () => {
    for (let round = 0; round < 10; round += 1) {
      const shoppers = await Promise.all(Array.from({ length: 10 }, () => makeCustomer(cobro, { limit: 10_000 })));
      const orders = await Promise.all(
        shoppers.map(({ id }) =>
          cobro.post('/v1/orders', { customerId: id, currency: 'EUR', lines: [{ sku: 'HUNDRED', quantity: 1 }] }),
        ),
      );
      await cobro.settle();
      const lists = await Promise.all(
        orders.map(async ({ id }) => (await cobro.get(`/v1/fulfillments?orderId=${id}`)).items[0].id),
      );
      const picks = await Promise.all(
        shoppers.map(async ({ id }, at) => {
          const lower = cobro.put(`/v1/customers/${id}/credit`, { limit: 9999 });
          const [pick] = await Promise.all([cobro.request('POST', `/v1/fulfillments/${lists[at]}/pick`, {}), lower]);
          return pick.status;
        }),
      );
      await cobro.settle();
      const outcomes = await Promise.all(
        orders.map(async ({ id, customerId }, at) => {
          const { status } = await orderOf(cobro, id);
          return [picks[at], status, (await creditOf(customerId)).used].join(' ');
        }),
      );
      for (const outcome of outcomes) expect(['200 fulfilling 10000', '409 credit_hold 0']).toContain(outcome);
    }
  });
});

describe('after all of that', () => {
  it('every counter is what orders, invoices and payments add up to', async () => {
    expect((await verifyTable(everyItem())).findings).toEqual([]);
    expect(await auditGaps(cobro)).toEqual([]);
  });
});
