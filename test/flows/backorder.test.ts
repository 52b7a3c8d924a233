import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Anywhere, openTenant } from '../make/anywhere.ts';
import {
  books,
  fulfillmentsOf,
  invoicesOf,
  makeCustomer,
  makeProduct,
  makeWarehouse,
  orderOf,
  pay,
  placeOrder,
  receive,
  shipOrder,
} from '../make/business.ts';
import { homeTaxes } from '../make/home-taxes.ts';

let cobro: Anywhere;
let customer: any;
beforeAll(async () => {
  cobro = await openTenant();
  await makeWarehouse(cobro);
  customer = await makeCustomer(cobro, { limit: 1_000_000_000 });
});
afterAll(() => cobro.stop());

describe('an order that stock does not cover', () => {
  it('ships and invoices what is there, waits for the rest, and completes with a second invoice', async () => {
    await makeProduct(cobro, 'CUP', { unitPrice: 333 });
    await receive(cobro, 'CUP', 4);
    const order = await placeOrder(cobro, customer.id, { CUP: 7 });
    expect(await orderOf(cobro, order.id)).toMatchObject({
      status: 'backordered',
      lines: [{ reserved: 4, shipped: 0 }],
    });

    await shipOrder(cobro, order.id);
    expect(await orderOf(cobro, order.id)).toMatchObject({
      status: 'backordered',
      paymentStatus: 'open',
      lines: [{ reserved: 0, shipped: 4, invoiced: 4 }],
    });
    const [first] = await invoicesOf(cobro, order.id);
    const { net, tax, gross } = homeTaxes(cobro, { standard: 1332 });
    expect(first).toMatchObject({ lines: [{ quantity: 4, net: 1332 }], totals: { net, tax, gross } });
    await pay(cobro, first, gross);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'backordered' });

    await receive(cobro, 'CUP', 10);
    await cobro.settle();
    expect(await orderOf(cobro, order.id)).toMatchObject({
      status: 'fulfilling',
      lines: [{ reserved: 3, shipped: 4 }],
    });
    await shipOrder(cobro, order.id);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'shipped', lines: [{ shipped: 7, invoiced: 7 }] });
    const [second] = await invoicesOf(cobro, order.id);
    expect(second.lines[0]).toMatchObject({ quantity: 3, net: 999 });
    await pay(cobro, second, second.totals.gross);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
    expect((await books(cobro)).sum).toBe(0);
    expect((await cobro.get(`/v1/customers/${customer.id}/credit`)).used).toBe(0);
  });

  it('goes on by itself when goods are received, the oldest order first', async () => {
    await makeProduct(cobro, 'RARE');
    const older = await placeOrder(cobro, customer.id, { RARE: 3 });
    const newer = await placeOrder(cobro, customer.id, { RARE: 3 });
    expect(await orderOf(cobro, older.id)).toMatchObject({ status: 'backordered', lines: [{ reserved: 0 }] });
    await receive(cobro, 'RARE', 4);
    await cobro.settle();
    expect(await orderOf(cobro, older.id)).toMatchObject({ status: 'fulfilling', lines: [{ reserved: 3 }] });
    expect(await orderOf(cobro, newer.id)).toMatchObject({ status: 'backordered', lines: [{ reserved: 1 }] });
    await receive(cobro, 'RARE', 2);
    await cobro.settle();
    expect(await orderOf(cobro, newer.id)).toMatchObject({ status: 'fulfilling', lines: [{ reserved: 3 }] });
  });

  it('books a short pick out and waits for what was missing', async () => {
    await makeProduct(cobro, 'VASE');
    await receive(cobro, 'VASE', 5);
    const order = await placeOrder(cobro, customer.id, { VASE: 5 });
    const [list] = await fulfillmentsOf(cobro, order.id);
    await cobro.post(`/v1/fulfillments/${list.id}/pick`, { lines: [{ lineId: '1', quantity: 3 }] });
    await cobro.settle();
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'backordered', lines: [{ reserved: 3 }] });
    const [stock] = (await cobro.get('/v1/stock?sku=VASE')).items;
    expect(stock).toMatchObject({ onHand: 3, reserved: 3, available: 0 });
  });

  it('puts what else is reserved on a new pick list when the open one came to nothing', async () => {
    await makeProduct(cobro, 'FORK');
    await makeProduct(cobro, 'KNIFE');
    await receive(cobro, 'FORK', 1);
    const order = await placeOrder(cobro, customer.id, { FORK: 1, KNIFE: 1 });
    await receive(cobro, 'KNIFE', 1);
    await cobro.settle();
    const [list] = await fulfillmentsOf(cobro, order.id);
    await cobro.post(`/v1/fulfillments/${list.id}/pick`, { lines: [{ lineId: '1', quantity: 0 }] });
    await cobro.settle();
    const [next] = await fulfillmentsOf(cobro, order.id, 'pending');
    expect(next?.lines).toMatchObject([{ sku: 'KNIFE', quantity: 1 }]);
    await shipOrder(cobro, order.id);
    expect(await orderOf(cobro, order.id)).toMatchObject({
      status: 'backordered',
      lines: [{ shipped: 0 }, { shipped: 1 }],
    });
  });

  it('asks again for goods whose stock is not counted when a picker found none', async () => {
    await makeProduct(cobro, 'SAND', { stockTracked: false });
    const order = await placeOrder(cobro, customer.id, { SAND: 2 });
    const [list] = await fulfillmentsOf(cobro, order.id);
    await cobro.post(`/v1/fulfillments/${list.id}/pick`, { lines: [{ lineId: '1', quantity: 0 }] });
    await cobro.settle();
    await shipOrder(cobro, order.id);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'shipped', lines: [{ shipped: 2 }] });
  });

  it('sends a failed quality check back to the start of its pick list', async () => {
    await makeProduct(cobro, 'PLATE');
    await receive(cobro, 'PLATE', 1);
    const order = await placeOrder(cobro, customer.id, { PLATE: 1 });
    const [{ id }] = await fulfillmentsOf(cobro, order.id);
    await cobro.post(`/v1/fulfillments/${id}/pick`, {});
    await cobro.post(`/v1/fulfillments/${id}/pack`, { packages: [{ weightGrams: 100 }] });
    const failed = await cobro.post(`/v1/fulfillments/${id}/quality-check`, { result: 'fail', note: 'Chipped' });
    expect(failed.status).toBe('pending');
    await shipOrder(cobro, order.id);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'shipped' });
  });

  it('sends the newest reservation back to waiting when a count finds less than was reserved', async () => {
    await makeProduct(cobro, 'BOWL');
    await receive(cobro, 'BOWL', 4);
    const older = await placeOrder(cobro, customer.id, { BOWL: 2 });
    const newer = await placeOrder(cobro, customer.id, { BOWL: 2 });
    const refused = await cobro.request('POST', '/v1/stock-movements', {
      sku: 'BOWL',
      warehouse: 'MAD',
      quantity: -1,
      reason: 'damage',
    });
    expect(refused).toMatchObject({ status: 409, body: { code: 'insufficient_stock' } });
    await cobro.post('/v1/stock-movements', { sku: 'BOWL', warehouse: 'MAD', quantity: -1, reason: 'count' });
    await cobro.settle();
    expect(await orderOf(cobro, older.id)).toMatchObject({ status: 'fulfilling', lines: [{ reserved: 2 }] });
    expect(await orderOf(cobro, newer.id)).toMatchObject({ status: 'backordered', lines: [{ reserved: 1 }] });
  });
});

describe('a count', () => {
  it('takes pieces away that are on no pick list yet, before those that are', async () => {
    await makeProduct(cobro, 'SPOON');
    await makeProduct(cobro, 'TRAY');
    await receive(cobro, 'TRAY', 1);
    const order = await placeOrder(cobro, customer.id, { TRAY: 1, SPOON: 5 });
    await receive(cobro, 'SPOON', 5);
    await cobro.settle();
    expect((await orderOf(cobro, order.id)).lines[1]).toMatchObject({ reserved: 5 });
    await cobro.post('/v1/stock-movements', { sku: 'SPOON', warehouse: 'MAD', quantity: -3, reason: 'count' });
    await cobro.settle();
    expect(await orderOf(cobro, order.id)).toMatchObject({
      status: 'backordered',
      lines: [{ reserved: 1 }, { reserved: 2 }],
    });
    const [stock] = (await cobro.get('/v1/stock?sku=SPOON')).items;
    expect(stock).toMatchObject({ onHand: 2, reserved: 2, available: 0 });
  });
});

describe('an order of 100 lines of 100 skus', () => {
  it('is reserved, shipped and invoiced whole', async () => {
    const skus = Array.from({ length: 100 }, (_, at) => `MANY-${at}`);
    await Promise.all(
      skus.map(async (sku) => {
        await makeProduct(cobro, sku, { unitPrice: 101 });
        await receive(cobro, sku, 3);
      }),
    );
    const order = await placeOrder(cobro, customer.id, Object.fromEntries(skus.map((sku) => [sku, 2])));
    expect((await orderOf(cobro, order.id)).lines.every((line: any) => line.reserved === 2)).toBe(true);
    const lists = await fulfillmentsOf(cobro, order.id);
    expect(lists).toHaveLength(1);
    await shipOrder(cobro, order.id);
    const [invoice, ...others] = await invoicesOf(cobro, order.id);
    expect(others).toEqual([]);
    expect(invoice.lines).toHaveLength(100);
    const { net, tax, gross } = homeTaxes(cobro, { standard: 20_200 });
    expect(invoice.totals).toMatchObject({ net, tax, gross });
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'shipped' });
    for (const { onHand, reserved } of (await cobro.get('/v1/stock?warehouse=MAD&limit=100')).items.filter((one: any) =>
      one.sku.startsWith('MANY-'),
    )) {
      expect({ onHand, reserved }).toEqual({ onHand: 1, reserved: 0 });
    }
    await pay(cobro, invoice, gross);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed' });
  });
});
