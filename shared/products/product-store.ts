import type { Subject } from '../events/event.ts';
import { indexed, keys } from '../table/table-map.ts';
import { getRow, getRows, type Row } from '../table/table.ts';
import { Product, StoredProduct } from './product.ts';

/** The product, or undefined. */
export const findProduct = async (sku: string): Promise<StoredProduct | undefined> => {
  const row = await getRow(keys.product(sku));
  return row && StoredProduct.parse(row);
};

/** The products that exist among these skus, by sku. */
export const findProducts = async (skus: readonly string[]): Promise<Map<string, Product>> => {
  const rows = await getRows(skus.map((sku) => keys.product(sku)));
  return new Map(rows.map((row) => Product.parse(row)).map((product) => [product.sku, product]));
};

export const productRow = (product: StoredProduct): Row => ({
  ...keys.product(product.sku),
  ...indexed.list('product', product.sku),
  ...product,
});

export const productSubject = (product: StoredProduct): Subject => ({
  pk: keys.product(product.sku).pk,
  id: product.sku,
  counter: product,
});
