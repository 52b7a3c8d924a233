import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCustomer } from '../../shared/customers/create-customer.ts';
import { setCredit } from '../../shared/credit/set-credit.ts';
import { checkFulfillment, packFulfillment } from '../../shared/fulfillments/prepare-fulfillment.ts';
import { pickFulfillment } from '../../shared/fulfillments/pick-fulfillment.ts';
import { shipFulfillment } from '../../shared/fulfillments/ship-fulfillment.ts';
import { issueInvoice } from '../../shared/invoices/issue-invoice.ts';
import { loadOrder } from '../../shared/orders/order-store.ts';
import { placeOrder } from '../../shared/orders/place-order.ts';
import { reserveOrder } from '../../shared/orders/reserve-order.ts';
import { putProduct } from '../../shared/products/put-product.ts';
import { bookStockMovement } from '../../shared/stock/move-stock.ts';
import { findStock } from '../../shared/stock/stock-store.ts';
import { keys } from '../../shared/table/table-map.ts';
import { queryAllRows } from '../../shared/table/table.ts';
import { putWarehouse } from '../../shared/warehouses/put-warehouse.ts';
import { address } from '../make/business.ts';
import { startTable, type TableOnly } from '../make/table.ts';

let table: TableOnly;
beforeAll(async () => {
  table = await startTable();
  await putWarehouse('MAD', { name: 'Madrid', address }, undefined, table.call());
});
afterAll(() => table.stop());

const product = (sku: string) =>
  putProduct(
    sku,
    { name: sku, kind: 'goods', unitPrice: 1000, currency: 'EUR', taxCategory: 'standard', active: true },
    undefined,
    table.call(),
  );

const customer = async (): Promise<string> => {
  const { id } = await createCustomer(
    { name: 'Ana', email: 'ana@pena.example', language: 'es', billingAddress: address },
    table.call(),
  );
  await setCredit(id, { hold: 'off' }, undefined, table.call());
  return id;
};

const order = async (customerId: string, sku: string): Promise<string> => {
  const { id } = await placeOrder(
    { customerId, currency: 'EUR', channel: 'storefront', lines: [{ sku, quantity: 1 }] },
    false,
    table.call(),
  );
  return id;
};

/** Every call to the table takes this long from now on, so that concurrent changes really meet. */
const withLatency = async <T>(work: () => Promise<T>): Promise<T> => {
  table.engine.setLatency(15);
  try {
    return await work();
  } finally {
    table.engine.setLatency(0);
  }
};

describe('50 concurrent orders for 10 pieces', () => {
  it('reserve exactly 10, and at no moment a negative number', async () => {
    await product('LAST');
    await bookStockMovement({ sku: 'LAST', warehouse: 'MAD', quantity: 10, reason: 'receipt' }, table.call());
    const buyer = await customer();
    const orders = await Promise.all(Array.from({ length: 50 }, () => order(buyer, 'LAST')));
    const seen: number[] = [];
    await withLatency(async () => {
      const watch = setInterval(() => {
        void findStock('LAST', 'MAD').then((stock) => seen.push(stock?.available ?? 0));
      }, 20);
      await Promise.all(orders.map((id) => reserveOrder(id, table.call())));
      clearInterval(watch);
    });
    expect(await findStock('LAST', 'MAD')).toMatchObject({ onHand: 10, reserved: 10, available: 0 });
    expect(seen.every((available) => available >= 0)).toBe(true);
    const states = await Promise.all(orders.map((id) => loadOrder(id, table.call())));
    expect(states.filter(({ header }) => header.status === 'fulfilling')).toHaveLength(10);
    expect(states.filter(({ header }) => header.status === 'backordered')).toHaveLength(40);
    const queue = await queryAllRows({ pk: keys.waiting('LAST', '', '').pk });
    expect(queue).toHaveLength(40);
  });
});

describe('one line over 75 warehouses', () => {
  it('takes its pieces from all of them, in as many transactions as that needs', async () => {
    await product('SPREAD');
    for (let at = 0; at < 75; at += 1) {
      await putWarehouse(`W-${at}`, { name: `W ${at}`, address }, undefined, table.call());
      await bookStockMovement({ sku: 'SPREAD', warehouse: `W-${at}`, quantity: 1, reason: 'receipt' }, table.call());
    }
    const line = { sku: 'SPREAD', quantity: 76 };
    const buyer = await customer();
    const order = { customerId: buyer, currency: 'EUR', channel: 'storefront', lines: [line] } as const;
    const { id } = await placeOrder({ ...order, lines: [line] }, false, table.call());
    await reserveOrder(id, table.call());
    const { header, lines } = await loadOrder(id, table.call());
    expect(header).toMatchObject({ status: 'backordered', listsDue: false });
    expect(lines[0]).toMatchObject({ reserved: 75, waiting: true });
    expect(header.fulfillmentIds).toHaveLength(75);
  });
});

describe('200 invoices issued at once, every call to the table taking 15 ms', () => {
  it('are numbered 1 to 200: none missing, none twice, none given up', async () => {
    await product('MANY');
    await bookStockMovement({ sku: 'MANY', warehouse: 'MAD', quantity: 200, reason: 'receipt' }, table.call());
    const buyers = await Promise.all(Array.from({ length: 20 }, customer));
    const shipped: { orderId: string; shipmentId: string }[] = [];
    for (let at = 0; at < 200; at += 1) {
      const orderId = await order(buyers[at % 20] ?? '', 'MANY');
      await reserveOrder(orderId, table.call());
      const { header } = await loadOrder(orderId, table.call());
      const [fulfillment = ''] = header.fulfillmentIds;
      await pickFulfillment(fulfillment, {}, table.call());
      await packFulfillment(fulfillment, { packages: [{ weightGrams: 1 }] }, table.call());
      await checkFulfillment(fulfillment, { result: 'pass' }, table.call());
      const { id: shipmentId } = await shipFulfillment(fulfillment, {}, table.call());
      shipped.push({ orderId, shipmentId });
    }
    const issued = await withLatency(() =>
      Promise.all(
        // Each is asked for twice, as when an event is delivered twice.
        shipped
          .flatMap((one) => [one, one])
          .map(({ orderId, shipmentId }) => issueInvoice(orderId, shipmentId, table.call())),
      ),
    );
    const numbers = issued.flatMap((invoice) => invoice?.number ?? []);
    const counters = numbers.map((number) => Number(number.slice(-6))).toSorted((a, b) => a - b);
    expect(counters).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));

    const series = numbers[0]?.slice(0, -7) ?? '';
    const register = await queryAllRows({ pk: keys.register(series, 0).pk });
    expect(register.map((row) => row['counter'])).toEqual(counters);
    for (const [at, row] of register.entries()) {
      expect(row['previousHash']).toBe(at === 0 ? null : register[at - 1]?.['hash']);
    }
  }, 180_000);
});
