import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler as sweep } from '../../functions/orders/resume-interrupted-work.ts';
import { nowIso } from '../../shared/clock.ts';
import { setCredit } from '../../shared/credit/set-credit.ts';
import { createCustomer } from '../../shared/customers/create-customer.ts';
import { loadOrder } from '../../shared/orders/order-store.ts';
import { placeOrder } from '../../shared/orders/place-order.ts';
import { reserveOrder } from '../../shared/orders/reserve-order.ts';
import { putProduct } from '../../shared/products/put-product.ts';
import { bookStockMovement } from '../../shared/stock/move-stock.ts';
import { keys } from '../../shared/table/table-map.ts';
import { putRow } from '../../shared/table/table.ts';
import { putWarehouse } from '../../shared/warehouses/put-warehouse.ts';
import { address } from '../make/business.ts';
import { startTable, type TableOnly } from '../make/table.ts';

/* Nothing consumes events here: as when the consumer of stock movements fails for good. */

let table: TableOnly;
let customerId: string;
beforeAll(async () => {
  table = await startTable();
  await putWarehouse('MAD', { name: 'Madrid', address }, undefined, table.call());
  const customer = { name: 'Ana', email: 'ana@pena.example', language: 'es', billingAddress: address } as const;
  customerId = (await createCustomer(customer, table.call())).id;
  await setCredit(customerId, { hold: 'off' }, undefined, table.call());
});
afterAll(() => table.stop());

const product = (sku: string) =>
  putProduct(
    sku,
    { name: sku, kind: 'goods', unitPrice: 1000, currency: 'EUR', taxCategory: 'standard', active: true },
    undefined,
    table.call(),
  );

const waitingOrder = async (...skus: string[]): Promise<string> => {
  const lines = skus.map((sku) => ({ sku, quantity: 2 }));
  const { id } = await placeOrder({ customerId, currency: 'EUR', channel: 'storefront', lines }, false, table.call());
  await reserveOrder(id, table.call());
  return id;
};
const receive = (sku: string, quantity: number) =>
  bookStockMovement({ sku, warehouse: 'MAD', quantity, reason: 'receipt' }, table.call());
const reserved = async (id: string): Promise<number[]> =>
  (await loadOrder(id, table.call())).lines.map((line) => line.reserved);

describe('the hourly sweep', () => {
  it('gives goods that arrived unnoticed to the orders that wait for them, the oldest first', async () => {
    // One name is the beginning of the other.
    for (const sku of ['CUP', 'CUP-RED', 'NEVER']) await product(sku);
    const never = await waitingOrder('NEVER');
    const older = await waitingOrder('CUP', 'CUP-RED');
    const newer = await waitingOrder('CUP');
    const red = await waitingOrder('CUP-RED');
    await receive('CUP', 3);
    await receive('CUP-RED', 4);
    expect(await reserved(older)).toEqual([0, 0]);

    await sweep({ asOf: nowIso() });
    expect(await reserved(older)).toEqual([2, 2]);
    expect(await reserved(newer)).toEqual([1]);
    expect(await reserved(red)).toEqual([2]);
    expect(await reserved(never)).toEqual([0]);
    expect((await loadOrder(older, table.call())).header.status).toBe('fulfilling');
  });

  it('goes on with the other skus when the orders of one cannot be reserved', async () => {
    for (const sku of ['A-BROKEN', 'B-FINE']) await product(sku);
    const broken = await waitingOrder('A-BROKEN');
    const fine = await waitingOrder('B-FINE');
    await receive('A-BROKEN', 2);
    await receive('B-FINE', 2);
    await putRow({ ...keys.order(broken), unreadable: true });
    await expect(sweep({ asOf: nowIso() })).rejects.toThrow('1 of');
    expect(await reserved(fine)).toEqual([2]);
  });
});
