import type { Call } from '../call.ts';
import { requireVersion } from '../errors.ts';
import { changedFields } from '../events/changed-fields.ts';
import { badField } from '../http/problem.ts';
import { Code } from '../products/product.ts';
import { keys } from '../table/table-map.ts';
import { deciding, Work } from '../table/work.ts';
import { findWarehouse, type StoredWarehouse, Warehouse, type WarehouseInput, warehouseSubject } from './warehouse.ts';

/** Creates or replaces the warehouse named by the path. 412 when `ifMatch` is not the current version. */
export const putWarehouse = async (
  code: string,
  input: WarehouseInput,
  ifMatch: number | undefined,
  call: Call,
): Promise<Warehouse> => {
  if (!Code.safeParse(code).success)
    throw badField('code', 'invalid_format', 'A code has 1 to 64 letters, digits, dots, dashes or underscores.');
  if (input.code !== undefined && input.code !== code)
    throw badField('code', 'mismatch', 'The code of the body is not the one of the address.');
  return deciding(async () => {
    const before = await findWarehouse(code);
    requireVersion(before?.version, ifMatch);
    const sequence = before?.sequence ?? 0;
    const warehouse: StoredWarehouse = { ...input, code, version: (before?.version ?? 0) + 1, sequence };
    const work = new Work(call);
    const subject = warehouseSubject(warehouse);
    if (before) {
      work.raise(subject, 'warehouse.updated', { warehouse: code, changed: changedFields(before, warehouse) });
    } else work.raise(subject, 'warehouse.created', { warehouse: code });
    work.put({ ...keys.warehouse(code), ...warehouse }, before ? { version: before.version } : 'new');
    await work.commit();
    return Warehouse.parse(warehouse);
  });
};
