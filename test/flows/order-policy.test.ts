import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchOrders } from '../../shared/orders/watch-orders.ts';
import { allItems, auditGaps } from '../make/audit.ts';
import { makeCustomer, makeProduct, makeWarehouse, orderOf, placeOrder, receive, shipOrder } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro('acme', undefined, {
    salesEmail: 'ventas@acme.example',
    orderPolicy: { remindAfterDays: 5, expireAfterDays: 20, holdExpiresAfterDays: 8 },
  });
  await makeWarehouse(cobro);
});
afterAll(() => cobro.stop());

let skus = 0;
const stocked = async (pieces: number): Promise<string> => {
  skus += 1;
  const sku = `S-${skus}`;
  await makeProduct(cobro, sku);
  if (pieces > 0) await receive(cobro, sku, pieces);
  return sku;
};

const plain = (text: string | undefined): string => (text ?? '').replace(/\s+/g, ' ');

const mailsWith = async (to: string, subject: string): Promise<string[]> =>
  (await cobro.mails(to)).filter((mail) => mail.subject?.includes(subject)).map((mail) => plain(mail.text));

const eventsOf = async (orderId: string, type: string): Promise<any[]> =>
  (await cobro.get(`/v1/orders/${orderId}/timeline`)).items.filter((event: any) => event.type === type);

const inDays = async (days: number): Promise<string> =>
  new Date(Date.parse(await cobro.now()) + days * 86_400_000).toISOString().slice(0, 10);

describe('an order that is not shipped', () => {
  it('is reminded of to the seller, once, and cancelled by itself with stock, credit and mail', async () => {
    const customer = await makeCustomer(cobro, { language: 'en' });
    const [there, missing] = [await stocked(5), await stocked(0)];
    const { id, number } = await placeOrder(cobro, customer.id, { [there]: 2, [missing]: 1 });
    await cobro.advance(4);
    expect(await mailsWith('ventas@acme.example', number)).toEqual([]);
    await cobro.advance(2);
    await cobro.advance(6);
    const [reminder, ...others] = await mailsWith('ventas@acme.example', number);
    expect(others).toEqual([]);
    expect(reminder).toContain(`Todavía sin enviar - 2 x Product ${there} (${there}) - 1 x Product ${missing}`);
    expect(reminder).toContain('hace 5 días');
    expect(await eventsOf(id, 'order.unshipped')).toMatchObject([{ actor: 'watch-orders', data: { days: 5 } }]);
    expect((await orderOf(cobro, id)).status).toBe('backordered');

    await cobro.advance(9);
    expect(await orderOf(cobro, id)).toMatchObject({ status: 'cancelled', lines: [{ reserved: 0 }, { reserved: 0 }] });
    expect(await eventsOf(id, 'order.cancelled')).toMatchObject([
      { actor: 'watch-orders', data: { reason: 'expired' } },
    ]);
    expect((await cobro.get(`/v1/customers/${customer.id}/credit`)).used).toBe(0);
    const { items } = await cobro.get(`/v1/stock?sku=${there}`);
    expect(items).toMatchObject([{ onHand: 5, reserved: 0, available: 5 }]);
    expect(await mailsWith(customer.email, 'has expired')).toHaveLength(1);
    expect(await mailsWith(customer.email, 'is cancelled')).toEqual([]);
    await cobro.advance(30);
    expect(await eventsOf(id, 'order.cancelled')).toHaveLength(1);
    expect(await mailsWith('ventas@acme.example', number)).toHaveLength(1);
  });

  it('is kept as long from the day it was requested for; the customer is told that it is late first', async () => {
    const customer = await makeCustomer(cobro, { language: 'en' });
    const requestedDeliveryDate = await inDays(15);
    const { id, number } = await placeOrder(cobro, customer.id, { [await stocked(0)]: 1 }, { requestedDeliveryDate });
    await cobro.advance(19);
    expect(await eventsOf(id, 'order.late')).toHaveLength(1);
    expect(await mailsWith(customer.email, 'is late')).toHaveLength(1);
    expect(await mailsWith('ventas@acme.example', number)).toEqual([]);
    await cobro.advance(2);
    expect(await mailsWith('ventas@acme.example', number)).toHaveLength(1);
    await cobro.advance(13);
    expect((await orderOf(cobro, id)).status).toBe('backordered');
    await cobro.advance(2);
    expect((await orderOf(cobro, id)).status).toBe('cancelled');
  });

  it('but for a part is cancelled for that part, and what was shipped stays', async () => {
    const customer = await makeCustomer(cobro, { language: 'en' });
    const sku = await stocked(2);
    const { id } = await placeOrder(cobro, customer.id, { [sku]: 3 });
    await shipOrder(cobro, id);
    await cobro.advance(21);
    expect(await orderOf(cobro, id)).toMatchObject({ status: 'shipped', lines: [{ shipped: 2, cancelled: 1 }] });
    const [text] = await mailsWith(customer.email, 'Part of your order');
    expect(text).toContain(`Cancelled - 1 x Product ${sku}`);
  });

  it('and ships in time is left alone, and so is its row in the index of what falls due', async () => {
    const customer = await makeCustomer(cobro);
    const { id } = await placeOrder(cobro, customer.id, { [await stocked(1)]: 1 });
    const dueOf = async (): Promise<string | undefined> =>
      (await allItems(cobro)).find(({ pk, sk }) => pk.S === `order#${id}` && sk.S === 'order').duePk?.S;
    expect(await dueOf()).toBe('watched-order');
    await shipOrder(cobro, id);
    expect(await dueOf()).toBeUndefined();
    await cobro.advance(25);
    expect((await orderOf(cobro, id)).status).toBe('shipped');
    expect(await eventsOf(id, 'order.unshipped')).toEqual([]);
  });
});

describe('an order held by credit', () => {
  const held = async (): Promise<any> => {
    const customer = await makeCustomer(cobro, { limit: 0, language: 'en' });
    return { customer, order: await placeOrder(cobro, customer.id, { [await stocked(1)]: 1 }) };
  };

  it('for too long expires, so that its prices do not hold for ever', async () => {
    const { customer, order } = await held();
    await cobro.advance(7);
    expect((await orderOf(cobro, order.id)).status).toBe('credit_hold');
    await cobro.advance(2);
    expect((await orderOf(cobro, order.id)).status).toBe('cancelled');
    expect(await eventsOf(order.id, 'order.cancelled')).toMatchObject([{ data: { reason: 'hold_expired' } }]);
    expect(await mailsWith(customer.email, 'has expired')).toHaveLength(1);
    const review = await cobro.request('POST', `/v1/credit-reviews/${order.id}/decision`, {
      decision: 'approve',
      reason: 'Too late',
    });
    expect(review).toMatchObject({ status: 409, body: { code: 'not_held' } });
    expect(await cobro.executionsOf(order.id)).toEqual(['SUCCEEDED']);
  });

  it('and approved in the meantime goes on', async () => {
    const { order } = await held();
    await cobro.post(`/v1/credit-reviews/${order.id}/decision`, { decision: 'approve', reason: 'Known' });
    await cobro.advance(10);
    expect((await orderOf(cobro, order.id)).status).toBe('fulfilling');
  });

  it('and approved at the moment it expires is either, and never both', async () => {
    const both = await Promise.all(Array.from({ length: 6 }, held));
    const asOf = new Date(Date.parse(await cobro.now()) + 9 * 86_400_000).toISOString();
    const decide = ({ order }: any) =>
      cobro.request('POST', `/v1/credit-reviews/${order.id}/decision`, { decision: 'approve', reason: 'Known' });
    const [answers] = await Promise.all([Promise.all(both.map(decide)), watchOrders(asOf), watchOrders(asOf)]);
    await cobro.settle();
    for (const [at, { order }] of both.entries()) {
      const { status } = await orderOf(cobro, order.id);
      expect(status).toBe(answers[at]?.status === 200 ? 'fulfilling' : 'cancelled');
      expect(await eventsOf(order.id, 'order.cancelled')).toHaveLength(status === 'cancelled' ? 1 : 0);
    }
  });
});

describe('a run for a day', () => {
  it('cancels an order of a hundred lines in several transactions, also when several runs do so at once', async () => {
    const customer = await makeCustomer(cobro, { limit: 1_000_000_000, language: 'en' });
    const skus = await Promise.all(Array.from({ length: 100 }, () => stocked(1)));
    const { id } = await placeOrder(cobro, customer.id, Object.fromEntries(skus.map((sku) => [sku, 2])));
    const asOf = new Date(Date.parse(await cobro.now()) + 21 * 86_400_000).toISOString();
    await Promise.all([watchOrders(asOf), watchOrders(asOf), watchOrders(asOf)]);
    await cobro.settle();
    const { status, lines } = await orderOf(cobro, id);
    expect(status).toBe('cancelled');
    expect(lines.every(({ cancelled, reserved }: any) => cancelled === 2 && reserved === 0)).toBe(true);
    expect(await eventsOf(id, 'order.cancelled')).toHaveLength(1);
    expect((await cobro.get(`/v1/customers/${customer.id}/credit`)).used).toBe(0);
    expect(await mailsWith(customer.email, 'has expired')).toHaveLength(1);
  });

  it('that is started several times at once, and again, does everything once', async () => {
    const customer = await makeCustomer(cobro, { language: 'en' });
    const requestedDeliveryDate = await inDays(1);
    const sku = await stocked(0);
    const orders = [];
    for (let at = 0; at < 5; at += 1) {
      orders.push(await placeOrder(cobro, customer.id, { [sku]: 1 }, { requestedDeliveryDate }));
    }
    const asOf = new Date(Date.parse(await cobro.now()) + 3 * 86_400_000).toISOString();
    await Promise.all([watchOrders(asOf), watchOrders(asOf), watchOrders(asOf)]);
    expect(await watchOrders(asOf)).toMatchObject({ late: 0, reminded: 0, expired: 0 });
    await cobro.settle();
    for (const { id, number } of orders) {
      expect(await eventsOf(id, 'order.late')).toHaveLength(1);
      expect(await mailsWith(customer.email, `${number} with Acme Distribución S.L. is late`)).toHaveLength(1);
    }
  });
});

it('no change is without its entry in the audit trail, and nothing was given up', async () => {
  expect(await auditGaps(cobro)).toEqual([]);
  expect(await cobro.embedded.deliveries.deadLetters()).toEqual([]);
});
