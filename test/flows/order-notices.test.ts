import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler as notify } from '../../functions/orders/notify-on-order-progress.ts';
import { orders } from '../../infra/domains/orders.ts';
import { auditGaps } from '../make/audit.ts';
import {
  fulfillmentsOf,
  makeCustomer,
  makeProduct,
  makeWarehouse,
  orderOf,
  placeOrder,
  receive,
  shipFulfillment,
  shipOrder,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro('acme', undefined, { orderPage: 'https://shop.acme.example/orders/{number}' });
  await makeWarehouse(cobro);
});
afterAll(() => cobro.stop());

let skus = 0;
/** A product that no other test orders, and so many of it in stock. */
const stocked = async (pieces: number): Promise<string> => {
  skus += 1;
  const sku = `S-${skus}`;
  await makeProduct(cobro, sku);
  if (pieces > 0) await receive(cobro, sku, pieces);
  return sku;
};

const plain = (text: string | undefined): string => (text ?? '').replace(/\s+/g, ' ');

/** What a customer was told, oldest first: the mails whose subject says so. */
const toldOf = async ({ email }: { email: string }, subject: RegExp): Promise<string[]> =>
  (await cobro.mails(email)).filter((mail) => subject.test(mail.subject ?? '')).map((mail) => plain(mail.text));

const eventsOf = async (orderId: string, type: string): Promise<any[]> =>
  (await cobro.get(`/v1/orders/${orderId}/timeline`)).items.filter((event: any) => event.type === type);

const { trigger } = orders.functions.find(({ name }) => name === 'notify-on-order-progress') ?? {};
const types: readonly string[] = trigger?.kind === 'events' ? trigger.types : [];

/** Everything that was told is delivered once more, newest first. */
const deliverAgain = async (orderId: string): Promise<void> => {
  const { items } = await cobro.get(`/v1/orders/${orderId}/timeline`);
  const told = items.filter(({ type }: any) => types.includes(type));
  for (const detail of told.toReversed()) await notify({ detail });
  await cobro.settle();
};

const english = (more: Record<string, unknown> = {}): Promise<any> => makeCustomer(cobro, { language: 'en', ...more });

describe('the confirmation', () => {
  it('says what was ordered at which price, where it goes, for when, and where to follow it', async () => {
    const customer = await english();
    const sku = await stocked(5);
    const { number } = await cobro.post('/v1/orders', {
      customerId: customer.id,
      currency: 'EUR',
      lines: [{ sku, quantity: 2, discountPercent: 5 }],
      requestedDeliveryDate: '2100-01-31',
    });
    await cobro.settle();
    const [text] = await toldOf(customer, /^Your order \S+ with/);
    expect(text).toContain(`2 x Product ${sku} (${sku}): €19.00 (€10.00 each, 5% off)`);
    expect(text).toContain('Deliver to: Calle Mayor 1, 28013 Madrid, Spain');
    expect(text).toContain('Requested for: January 31, 2100');
    expect(text).toContain(`Follow your order: https://shop.acme.example/orders/${number}`);
    expect(text).toContain('Total: €22.99');
  });
});

describe('an order that stock does not cover', () => {
  it('is told of with what waits and what does not; each time once, however often its events come', async () => {
    const customer = await english();
    const [short, plenty] = [await stocked(1), await stocked(5)];
    const { id } = await placeOrder(cobro, customer.id, { [short]: 3, [plenty]: 2 });
    const [first] = await toldOf(customer, /some items will follow later/);
    expect(first).toContain(`Waiting for stock - 2 x Product ${short} (${short})`);
    expect(first).toContain(`In stock, and being prepared - 1 x Product ${short} (${short}) - 2 x Product ${plenty}`);

    await receive(cobro, short, 2);
    await cobro.settle();
    expect((await orderOf(cobro, id)).status).toBe('fulfilling');
    await deliverAgain(id);
    // The warehouse does not find them: it waits once more.
    const lists = await fulfillmentsOf(cobro, id, 'pending');
    const { lineId } = (await orderOf(cobro, id)).lines[0];
    const list = lists.find(({ lines }) => lines.some((line: any) => line.lineId === lineId));
    const found = list.lines.map((line: any) => ({ ...line, quantity: line.lineId === lineId ? 0 : line.quantity }));
    const lines = found.map(({ lineId: of, quantity }: any) => ({ lineId: of, quantity }));
    await cobro.post(`/v1/fulfillments/${list.id}/pick`, { lines });
    await cobro.settle();
    await deliverAgain(id);
    const told = await toldOf(customer, /some items will follow later/);
    expect(told).toHaveLength(2);
    expect(await eventsOf(id, 'order.backordered')).toHaveLength(2);
  });

  it('speaks Spanish with those who do', async () => {
    const customer = await makeCustomer(cobro);
    const sku = await stocked(0);
    await placeOrder(cobro, customer.id, { [sku]: 1 });
    const [text] = await toldOf(customer, /algunos artículos llegarán más tarde/);
    expect(text).toContain(`A la espera de existencias - 1 x Product ${sku} (${sku})`);
  });
});

describe('a shipment', () => {
  it('is told of with its tracking number, what went and what is still to come, until nothing is', async () => {
    const customer = await english();
    const sku = await stocked(2);
    const { id, number } = await placeOrder(cobro, customer.id, { [sku]: 5 });
    const [list] = await fulfillmentsOf(cobro, id, 'pending');
    await shipFulfillment(cobro, list.id);
    await receive(cobro, sku, 3);
    await cobro.settle();
    const [next] = await fulfillmentsOf(cobro, id, 'pending');
    for (const [step, body] of Object.entries({
      pick: {},
      pack: { packages: [{ weightGrams: 1 }] },
      'quality-check': { result: 'pass' },
      ship: { carrier: 'SEUR', service: '24H', trackingNumber: 'T-99' },
    }))
      await cobro.post(`/v1/fulfillments/${next.id}/${step}`, body);
    await cobro.settle();
    await deliverAgain(id);
    const [first, second, ...others] = await toldOf(customer, /is on its way/);
    expect(others).toEqual([]);
    expect(first).toContain(`We have shipped the items below from your order ${number}.`);
    expect(first).toContain('Tracking number: TRACK-1');
    expect(first).toContain(`In this shipment - 2 x Product ${sku} (${sku}) Still to come - 3 x Product ${sku}`);
    expect(second).toContain('Carrier: SEUR 24H Tracking number: T-99');
    expect(second).toContain('In this shipment - 3 x');
    expect(second).not.toContain('Still to come');
    expect(second).toContain('nothing of your order is left to come');
  });
});

describe('a cancellation in part', () => {
  it('is told of with what is cancelled and what remains; the whole one as before', async () => {
    const customer = await english();
    const [a, b] = [await stocked(5), await stocked(5)];
    const { id } = await placeOrder(cobro, customer.id, { [a]: 3, [b]: 1 });
    await cobro.post(`/v1/orders/${id}/cancel`, { reason: 'Ana asked', lines: [{ lineId: '1', quantity: 2 }] });
    await cobro.settle();
    await deliverAgain(id);
    const [text, ...others] = await toldOf(customer, /^Part of your order/);
    expect(others).toEqual([]);
    expect(text).toContain(`Cancelled - 2 x Product ${a} (${a}) Still to be delivered - 1 x Product ${a} (${a}) - 1 x`);
    expect(text).not.toContain('Ana');
    await cobro.post(`/v1/orders/${id}/cancel`, { reason: 'All of it' });
    await cobro.settle();
    await deliverAgain(id);
    expect(await toldOf(customer, /^Part of your order/)).toHaveLength(1);
    expect(await toldOf(customer, /is cancelled$/)).toHaveLength(2);
  });

  it('after which nothing is left says so', async () => {
    const customer = await english();
    const sku = await stocked(1);
    const { id } = await placeOrder(cobro, customer.id, { [sku]: 2 });
    await shipOrder(cobro, id);
    await cobro.post(`/v1/orders/${id}/cancel`, { reason: 'No more of it' });
    await cobro.settle();
    const [text] = await toldOf(customer, /^Part of your order/);
    expect(text).toContain('Nothing of your order is left to be delivered.');
  });
});

describe('an order that is late', () => {
  const inDays = async (days: number): Promise<string> =>
    new Date(Date.parse(await cobro.now()) + days * 86_400_000).toISOString().slice(0, 10);

  it('is told of once, on the day after the one it was requested for', async () => {
    const customer = await english();
    const [sku, ready] = [await stocked(0), await stocked(1)];
    const requestedDeliveryDate = await inDays(3);
    const { id } = await placeOrder(cobro, customer.id, { [sku]: 1 }, { requestedDeliveryDate });
    const onTime = await placeOrder(cobro, customer.id, { [ready]: 1 }, { requestedDeliveryDate });
    await shipOrder(cobro, onTime.id);
    await cobro.advance(3);
    expect(await eventsOf(id, 'order.late')).toEqual([]);
    await cobro.advance(2);
    await cobro.advance(5);
    await deliverAgain(id);
    const [text, ...others] = await toldOf(customer, /is late$/);
    expect(others).toEqual([]);
    expect(text).toContain('and we have not shipped all of it yet. We are sorry.');
    expect(text).toContain(`Not shipped yet - 1 x Product ${sku} (${sku})`);
    expect(await eventsOf(id, 'order.late')).toMatchObject([
      { actor: 'watch-orders', data: { orderId: id, requestedFor: requestedDeliveryDate, unshipped: 1 } },
    ]);
    expect(await eventsOf(onTime.id, 'order.late')).toEqual([]);
  });

  it('and is shipped before the mail goes out is told of no more', async () => {
    const customer = await english();
    const sku = await stocked(1);
    const { id } = await placeOrder(cobro, customer.id, { [sku]: 1 }, { requestedDeliveryDate: await inDays(1) });
    await shipOrder(cobro, id);
    const [received] = await eventsOf(id, 'order.received');
    const data = { ...received.data, requestedFor: await inDays(1), unshipped: 1 };
    await notify({ detail: { ...received, type: 'order.late', data } });
    expect(await toldOf(customer, /is late$/)).toEqual([]);
  });
});

describe('who cannot be reached', () => {
  it('at an address that refused an earlier mail about the order, is not written to again until it is corrected', async () => {
    const customer = await english();
    const sku = await stocked(2);
    cobro.embedded.mailbox.failNext(1, 'MessageRejected');
    const { id } = await placeOrder(cobro, customer.id, { [sku]: 2 });
    await cobro.post(`/v1/orders/${id}/cancel`, { reason: 'x', lines: [{ lineId: '1', quantity: 1 }] });
    await cobro.settle();
    await cobro.post(`/v1/orders/${id}/cancel`, { reason: 'x' });
    const other = await placeOrder(cobro, customer.id, { [await stocked(0)]: 1 });
    await cobro.settle();
    expect(await toldOf(customer, /Part of|is cancelled/)).toEqual([]);
    expect(await eventsOf(id, 'email.failed')).toHaveLength(1);
    expect(await toldOf(customer, /some items will follow/)).toHaveLength(1);
    expect(await eventsOf(other.id, 'email.failed')).toEqual([]);
    expect(await cobro.embedded.deliveries.deadLetters()).toEqual([]);
  });
});

it('no change is without its entry in the audit trail', async () => {
  expect(await auditGaps(cobro)).toEqual([]);
});
