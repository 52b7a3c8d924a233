import type { Call } from '../call.ts';
import { requireVersion } from '../errors.ts';
import { badField } from '../http/problem.ts';
import { Code } from '../products/product.ts';
import { keys } from '../table/table-map.ts';
import { deciding, Work } from '../table/work.ts';
import { findWarehouse, type Warehouse, type WarehouseInput } from './warehouse.ts';

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
    const warehouse: Warehouse = { ...input, code, version: (before?.version ?? 0) + 1 };
    const work = new Work(call);
    work.put({ ...keys.warehouse(code), ...warehouse }, before ? { version: before.version } : 'new');
    await work.commit();
    return warehouse;
  });
};
