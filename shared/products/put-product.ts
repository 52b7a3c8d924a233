import type { Call } from '../call.ts';
import { requireVersion, Unprocessable } from '../errors.ts';
import { changedFields } from '../events/changed-fields.ts';
import { badField } from '../http/problem.ts';
import { deciding, Work } from '../table/work.ts';
import { Code, Product, type ProductInput, type StoredProduct } from './product.ts';
import { findProduct, productRow, productSubject } from './product-store.ts';

/** The tenant's currency is the only one of v1. 422 `currency_not_supported`. */
export const requireCurrency = (currency: string, call: Call): void => {
  if (currency === call.tenant.currency) return;
  throw new Unprocessable('currency_not_supported', `This shop works in ${call.tenant.currency} only.`);
};

/**
 * Creates or replaces the product named by the path. 400 for a sku that cannot be one or differs from the body's, 412
 * when `ifMatch` is not the current version.
 */
export const putProduct = async (
  sku: string,
  input: ProductInput,
  ifMatch: number | undefined,
  call: Call,
): Promise<Product> => {
  if (!Code.safeParse(sku).success)
    throw badField('sku', 'invalid_format', 'A sku has 1 to 64 letters, digits, dots, dashes or underscores.');
  if (input.sku !== undefined && input.sku !== sku)
    throw badField('sku', 'mismatch', 'The sku of the body is not the one of the address.');
  requireCurrency(input.currency, call);
  return deciding(async () => {
    const before = await findProduct(sku);
    requireVersion(before?.version, ifMatch);
    const stockTracked = input.stockTracked ?? input.kind === 'goods';
    const product: StoredProduct = {
      ...input,
      sku,
      stockTracked,
      version: (before?.version ?? 0) + 1,
      sequence: before?.sequence ?? 0,
    };
    const work = new Work(call);
    if (before)
      work.raise(productSubject(product), 'product.updated', { sku, changed: changedFields(before, product) });
    else work.raise(productSubject(product), 'product.created', { sku });
    work.put(productRow(product), before ? { version: before.version } : 'new');
    const answer = Product.parse(product);
    work.answer(before ? 200 : 201, answer);
    await work.commit();
    return answer;
  });
};
