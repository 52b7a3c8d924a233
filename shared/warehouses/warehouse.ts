import * as z from 'zod';
import { AddressInput } from '../customers/customer.ts';
import { NotFound, Unprocessable } from '../errors.ts';
import { Code, plainText } from '../products/product.ts';
import type { Subject } from '../events/event.ts';
import { keys } from '../table/table-map.ts';
import { getRow, getRowsByKey, queryAllRows } from '../table/table.ts';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';

/** What PUT /v1/warehouses/{code} takes. */
export const WarehouseInput = lazyStrictObject(() => ({
  code: Code.optional(),
  name: plainText(200),
  address: AddressInput,
}));
export type WarehouseInput = z.infer<typeof WarehouseInput>;

export const Warehouse = lazyObject(() => ({ ...WarehouseInput.shape, code: Code, version: z.int().positive() }));
export type Warehouse = z.infer<typeof Warehouse>;

/** A warehouse as stored: `sequence` counts its events. */
const StoredWarehouse = lazyObject(() => ({ ...Warehouse.shape, sequence: z.int().default(0) }));
export type StoredWarehouse = z.infer<typeof StoredWarehouse>;

/** All warehouses, by code. A tenant has a handful: one small read. */
export const allWarehouses = async (): Promise<Warehouse[]> =>
  (await queryAllRows({ pk: keys.warehouse('').pk })).map((row) => Warehouse.parse(row));

export const findWarehouse = async (code: string): Promise<StoredWarehouse | undefined> => {
  const row = await getRow(keys.warehouse(code));
  return row && StoredWarehouse.parse(row);
};

/** The warehouses of these codes, in their order. */
export const findWarehouses = async (codes: readonly string[]): Promise<(Warehouse | undefined)[]> => {
  const rowOf = await getRowsByKey(codes.map((code) => keys.warehouse(code)));
  return codes.map((code) => Warehouse.optional().parse(rowOf(keys.warehouse(code))));
};

/** 404 for a warehouse named in the address. */
export const loadWarehouse = async (code: string): Promise<Warehouse> => {
  const warehouse = await findWarehouse(code);
  if (!warehouse) throw new NotFound('warehouse_not_found', 'There is no such warehouse.');
  return warehouse;
};

/** 422 for a warehouse named in a body. */
export const requireWarehouse = async (code: string): Promise<Warehouse> => {
  const warehouse = await findWarehouse(code);
  if (!warehouse) throw new Unprocessable('unknown_warehouse', `There is no warehouse ${code}.`);
  return warehouse;
};

/** All warehouses share a partition; the events of each have their own. */
export const warehouseSubject = (warehouse: StoredWarehouse): Subject => ({
  pk: `warehouse#${warehouse.code}`,
  id: warehouse.code,
  counter: warehouse,
});
