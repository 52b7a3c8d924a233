import { badInput } from '../http/problem.ts';
import { canonicalJson } from '../http/repeat.ts';
import { fromCells } from '../csv/from-cells.ts';
import { ProductInput } from '../products/product.ts';
import { findProduct } from '../products/product-store.ts';
import { putProduct } from '../products/put-product.ts';
import { productColumns } from './import-columns.ts';
import type { Importing, Outcome, Unit } from './import-unit.ts';
import { once, rowOf } from './once.ts';

/** Creates or replaces the product of a row, as PUT does; one that is just so already is left alone. */
export const importProduct = async (unit: Unit, importing: Importing): Promise<Outcome> => {
  const parsed = ProductInput.safeParse(fromCells(productColumns, unit.text));
  if (!parsed.success) throw badInput(parsed.error, 'body');
  const input = parsed.data;
  const sku = input.sku ?? '';
  const now = await findProduct(sku);
  const { version: _version, sequence: _sequence, ...content } = now ?? { version: 0, sequence: 0 };
  const wanted = { ...input, stockTracked: input.stockTracked ?? input.kind === 'goods' };
  const { status, repeated } = await once(importing, rowOf(importing, unit.row), async (call) => {
    if (canonicalJson(content) === canonicalJson(wanted)) return { id: sku, status: 304 };
    const product = await putProduct(sku, input, undefined, call);
    return { id: sku, status: product.version === 1 ? 201 : 200 };
  });
  if (status === 304 && !repeated) return { result: 'unchanged', id: sku };
  return { result: status === 201 ? 'created' : 'updated', id: sku };
};
