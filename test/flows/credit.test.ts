import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyItem, verifyTable } from '../../shared/verification/verify-table.ts';
import { auditGaps } from '../make/audit.ts';
import {
  makeCustomer,
  makeProduct,
  orderOf,
  pay,
  receiveMoney,
  placeOrder,
  receive,
  shipOrder,
  stockBooks,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
  await stockBooks(cobro, 10_000);
  // 100.00 with tax: exempt, so that amounts are round.
  await makeProduct(cobro, 'HUNDRED', { unitPrice: 10_000, taxCategory: 'exempt' });
  await receive(cobro, 'HUNDRED', 10_000);
});
afterAll(() => cobro.stop());

const order = (customerId: string, quantity = 1, more = {}): Promise<any> =>
  cobro.post('/v1/orders', {
    customerId,
    currency: 'EUR',
    lines: [{ sku: 'HUNDRED', quantity }],
    ...more,
  });
const creditOf = (id: string): Promise<any> => cobro.get(`/v1/customers/${id}/credit`);
const setCredit = async (id: string, body: object): Promise<any> => {
  const credit = await cobro.put(`/v1/customers/${id}/credit`, body);
  await cobro.settle();
  return credit;
};
const statusesOf = async (orders: readonly { id: string }[]): Promise<string[]> =>
  Promise.all(orders.map(async ({ id }) => (await orderOf(cobro, id)).status));
const payInAdvance = (customerId: string, amount: number): Promise<any> => receiveMoney(cobro, amount, { customerId });

describe('sixty concurrent orders of 100.00 against a limit of 1,000.00', () => {
  it('ten are accepted and fifty held; a payment of 500.00 lets the five oldest of them go on by themselves', async () => {
    const customer = await makeCustomer(cobro, { limit: 100_000 });
    const orders = await Promise.all(
      Array.from({ length: 60 }, (_, at) => order(customer.id, 1, { channel: at % 2 === 0 ? 'storefront' : 'sales' })),
    );
    await cobro.settle();
    const held = orders.filter(({ status }) => status === 'credit_hold').toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect([orders.length - held.length, held.length]).toEqual([10, 50]);
    expect(await creditOf(customer.id)).toMatchObject({ used: 100_000, available: 0 });
    expect(new Set(await statusesOf(held))).toEqual(new Set(['credit_hold']));

    await payInAdvance(customer.id, 50_000);
    const after = await statusesOf(held);
    expect(after.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'fulfilling'));
    expect(new Set(after.slice(5))).toEqual(new Set(['credit_hold']));
    expect(await creditOf(customer.id)).toMatchObject({ used: 100_000, available: 0 });
    const gone = await orderOf(cobro, held[0].id);
    expect(gone.credit).toMatchObject({ decision: 'approved', reasons: [{ code: 'within_limit' }] });
    const { items } = await cobro.get(`/v1/orders/${gone.id}/timeline`);
    const accepted = items.find(({ type }: any) => type === 'order.accepted');
    expect(accepted.data).toMatchObject({ reason: 'credit_available' });
    expect(await auditGaps(cobro)).toEqual([]);
  });
});

describe('a held order goes on by itself', () => {
  it('when the limit rises, the oldest first, and one that does not fit does not stop a smaller one', async () => {
    const customer = await makeCustomer(cobro, { limit: 0 });
    const orders = [await order(customer.id, 3), await order(customer.id, 9), await order(customer.id, 2)];
    await setCredit(customer.id, { limit: 50_000 });
    expect(await statusesOf(orders)).toEqual(['fulfilling', 'credit_hold', 'fulfilling']);
    expect(await creditOf(customer.id)).toMatchObject({ used: 50_000, available: 0 });
  });

  it('when the customer’s hold ends, or all checks are switched off', async () => {
    const customer = await makeCustomer(cobro, { limit: 50_000 });
    await setCredit(customer.id, { hold: 'on' });
    const first = await placeOrder(cobro, customer.id, { HUNDRED: 5 });
    const second = await placeOrder(cobro, customer.id, { HUNDRED: 5 });
    expect(first.credit.reasons[0].code).toBe('customer_on_hold');
    await setCredit(customer.id, { hold: 'auto' });
    expect(await statusesOf([first, second])).toEqual(['fulfilling', 'credit_hold']);
    await setCredit(customer.id, { hold: 'off' });
    expect(await statusesOf([second])).toEqual(['fulfilling']);
    expect(await creditOf(customer.id)).toMatchObject({ used: 100_000, available: -50_000 });
  });

  it('when another order is cancelled', async () => {
    const customer = await makeCustomer(cobro, { limit: 30_000 });
    const [running, waiting] = [await order(customer.id, 3), await order(customer.id, 3)];
    expect(await statusesOf([waiting])).toEqual(['credit_hold']);
    await cobro.post(`/v1/orders/${running.id}/cancel`, { reason: 'no longer wanted' });
    await cobro.settle();
    expect(await statusesOf([running, waiting])).toEqual(['cancelled', 'fulfilling']);
    expect(await creditOf(customer.id)).toMatchObject({ used: 30_000 });
  });

  it('with its mail of confirmation, once', async () => {
    const customer = await makeCustomer(cobro, { limit: 0 });
    const { number } = await placeOrder(cobro, customer.id, { HUNDRED: 1 });
    await setCredit(customer.id, { limit: 10_000 });
    const mails = await cobro.mails(customer.email);
    expect(mails.filter(({ subject }) => subject?.includes(number))).toHaveLength(2);
  });

  it('also when room was made at the very moment it was held, 40 times', async () => {
    const customers = await Promise.all(Array.from({ length: 40 }, () => makeCustomer(cobro, { limit: 0 })));
    const placed = await Promise.all(
      customers.map(async ({ id }) => {
        const [held] = await Promise.all([order(id), cobro.put(`/v1/customers/${id}/credit`, { limit: 10_000 })]);
        return held;
      }),
    );
    await cobro.settle();
    expect(new Set(await statusesOf(placed))).toEqual(new Set(['fulfilling']));
  });
});

/** Named after complaints about other systems, which this one must not earn. */
describe('complaints of others', () => {
  it('erpnext#47279: an order shipped and invoiced counts once, not as order and as invoice', async () => {
    const customer = await makeCustomer(cobro, { limit: 100_000 });
    const { id } = await placeOrder(cobro, customer.id, { HUNDRED: 4 });
    expect(await creditOf(customer.id)).toMatchObject({ used: 40_000 });
    await shipOrder(cobro, id);
    expect(await creditOf(customer.id)).toMatchObject({ used: 40_000 });
    const [invoice] = (await cobro.get(`/v1/invoices?orderId=${id}`)).items;
    const payment = await pay(cobro, invoice, 40_000);
    expect(await creditOf(customer.id)).toMatchObject({ used: 0 });
    await cobro.request('DELETE', `/v1/payments/${payment.id}/allocations/${invoice.id}`);
    await cobro.settle();
    // Due again, and the money lies there unapplied: still nothing is used.
    expect(await creditOf(customer.id)).toMatchObject({ used: 0, available: 100_000 });
  });

  it('erpnext#33967: nothing that is closed and opened again passes the limit', async () => {
    const customer = await makeCustomer(cobro, { limit: 30_000 });
    const first = await placeOrder(cobro, customer.id, { HUNDRED: 3 });
    const second = await placeOrder(cobro, customer.id, { HUNDRED: 3 });
    await cobro.post(`/v1/orders/${first.id}/cancel`, { reason: 'closed' });
    await cobro.settle();
    expect(await statusesOf([first, second])).toEqual(['cancelled', 'fulfilling']);
    // There is no way back: not by deciding, not by cancelling again, not by the same request again.
    const decided = await cobro.request('POST', `/v1/credit-reviews/${first.id}/decision`, {
      decision: 'approve',
      reason: 'reopen',
    });
    expect([decided.status, decided.body.code]).toEqual([409, 'not_held']);
    const third = await placeOrder(cobro, customer.id, { HUNDRED: 1 });
    expect(third.status).toBe('credit_hold');
    expect(await creditOf(customer.id)).toMatchObject({ used: 30_000, available: 0 });
  });
});

describe('a parent company and its subsidiaries', () => {
  it('draw on one limit, whoever of them orders, 30 at once', async () => {
    const [parent, one, two] = await Promise.all([
      makeCustomer(cobro, { limit: 100_000 }),
      makeCustomer(cobro, { limit: 0 }),
      makeCustomer(cobro, { limit: 1_000_000 }),
    ]);
    const before = await placeOrder(cobro, one.id, { HUNDRED: 2 });
    expect(before.status).toBe('credit_hold');
    await setCredit(one.id, { parentCustomerId: parent.id });
    await setCredit(two.id, { parentCustomerId: parent.id });
    // What was held at a limit of its own goes on at the group's.
    expect(await statusesOf([before])).toEqual(['fulfilling']);
    const who = [parent.id, one.id, two.id];
    const orders = await Promise.all(Array.from({ length: 30 }, (_, at) => order(who[at % 3] ?? '')));
    await cobro.settle();
    const accepted = orders.filter(({ status }) => status !== 'credit_hold');
    expect(accepted).toHaveLength(8);
    const group = { limit: 100_000, used: 100_000, available: 0 };
    for (const id of who) expect((await creditOf(id)).group).toEqual(group);
    expect((await creditOf(one.id)).parentCustomerId).toBe(parent.id);

    // Money of one makes room for the oldest held order of any.
    await payInAdvance(parent.id, 20_000);
    const held = orders.filter(({ status }) => status === 'credit_hold').toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect((await statusesOf(held)).slice(0, 3)).toEqual(['fulfilling', 'fulfilling', 'credit_hold']);
    expect((await creditOf(two.id)).group).toEqual(group);

    // Who leaves takes its exposure along, and is judged by its own limit again.
    const { used } = await creditOf(two.id);
    await setCredit(two.id, { parentCustomerId: null });
    expect(await creditOf(two.id)).not.toHaveProperty('group');
    const left = orders.filter(({ customerId, status }) => customerId === two.id && status === 'credit_hold');
    expect(new Set(await statusesOf(left))).toEqual(new Set(['fulfilling']));
    const ofParent = (await creditOf(parent.id)).group.used + used;
    expect(ofParent).toBeGreaterThanOrEqual(100_000);
    await setCredit(one.id, { parentCustomerId: null });
    expect(await creditOf(parent.id)).not.toHaveProperty('group');
    expect(await auditGaps(cobro)).toEqual([]);
  });

  it('are one level deep, with clear words about everything else', async () => {
    const [parent, child, other] = await Promise.all([makeCustomer(cobro), makeCustomer(cobro), makeCustomer(cobro)]);
    const ask = async (id: string, parentCustomerId: string): Promise<unknown> => {
      const { status, body } = await cobro.request('PUT', `/v1/customers/${id}/credit`, { parentCustomerId });
      return [status, body.code, body.errors?.[0].path];
    };
    const path = 'parentCustomerId';
    expect(await ask(parent.id, parent.id)).toEqual([422, 'group_too_deep', path]);
    expect(await ask(parent.id, 'cus_01J00000000000000000000000')).toEqual([422, 'unknown_customer', path]);
    await setCredit(child.id, { parentCustomerId: parent.id });
    expect(await ask(parent.id, other.id)).toEqual([422, 'group_too_deep', path]);
    expect(await ask(other.id, child.id)).toEqual([422, 'group_too_deep', path]);
    // From one group straight into another.
    await setCredit(child.id, { parentCustomerId: other.id });
    expect(await creditOf(parent.id)).not.toHaveProperty('group');
    expect(await creditOf(child.id)).toMatchObject({ parentCustomerId: other.id });
  });
});

describe('after all of that', () => {
  it('every counter is what orders, invoices and payments add up to', async () => {
    expect((await verifyTable(everyItem())).findings).toEqual([]);
  });
});
