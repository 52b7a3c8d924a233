import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCustomer } from '../../../shared/customers/create-customer.ts';
import { findOrder, findOrders } from '../../../shared/orders/order-store.ts';
import { placeOrder } from '../../../shared/orders/place-order.ts';
import { putProduct } from '../../../shared/products/put-product.ts';
import { keys } from '../../../shared/table/table-map.ts';
import { getRow, putRow } from '../../../shared/table/table.ts';
import { address } from '../../make/business.ts';
import { startTable, type TableOnly } from '../../make/table.ts';

let table: TableOnly;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

describe('an order read while it is being changed', () => {
  it('is never a new header with old lines: it is read again until both are of one version', async () => {
    const call = table.call();
    const product = {
      name: 'A',
      kind: 'goods',
      unitPrice: 1,
      currency: 'EUR',
      taxCategory: 'standard',
      active: true,
    } as const;
    await putProduct('A', product, undefined, call);
    const { id: customerId } = await createCustomer(
      { name: 'Ana', email: 'ana@pena.example', language: 'es', billingAddress: address },
      call,
    );
    const lines = [{ sku: 'A', quantity: 1 }];
    const { id } = await placeOrder({ customerId, currency: 'EUR', channel: 'storefront', lines }, false, call);
    const header = await getRow(keys.order(id));
    const chunk = await getRow(keys.orderLines(id, 0));
    // As a reader may see it in the middle of a commit.
    await putRow({ ...header, version: 2, chunkVersions: [2] });
    const reads = [findOrder(id, call), findOrders([id], call)] as const;
    setTimeout(() => void putRow({ ...chunk, version: 2 }), 40);
    const [one, [other]] = await Promise.all(reads);
    expect(one?.header.version).toBe(2);
    expect(one?.lines).toHaveLength(1);
    expect(other?.lines).toHaveLength(1);

    await putRow({ ...header, version: 3, chunkVersions: [3] });
    await expect(findOrder(id, call)).rejects.toMatchObject({ code: 'changed_meanwhile' });
  });
});
