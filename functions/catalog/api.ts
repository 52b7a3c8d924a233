import { NotFound } from '../../shared/errors.ts';
import { listPage, onePartition } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import type { PriceList } from '../../shared/prices/price-list.ts';
import { putPriceList } from '../../shared/prices/put-price-list.ts';
import { showPriceList, showPriceLists } from '../../shared/prices/show-price-list.ts';
import type { Product } from '../../shared/products/product.ts';
import { findProduct, findProducts } from '../../shared/products/product-store.ts';
import { putProduct } from '../../shared/products/put-product.ts';
import { catalogRoutes } from './routes.ts';

export const handler = serve(catalogRoutes, {
  putProduct: async ({ params, body, ifMatch, call }) => ({
    body: await putProduct(params['sku'] ?? '', body, ifMatch, call),
  }),
  getProduct: async ({ params }) => {
    const product = await findProduct(params['sku'] ?? '');
    if (!product) throw new NotFound('product_not_found', 'There is no such product.');
    return { body: product };
  },
  listProducts: async ({ query, call }) => ({
    body: await listPage<Product>({
      list: 'products',
      page: query,
      call,
      stretches: () => onePartition({ index: 'list', pk: 'product', newestFirst: false }),
      load: async (skus) => {
        const found = await findProducts(skus);
        return skus.map((sku) => found.get(sku));
      },
    }),
  }),
  putPriceList: async ({ params, body, ifMatch, call }) => ({
    body: await putPriceList(params['code'] ?? '', body, ifMatch, call),
  }),
  getPriceList: async ({ params, call }) => ({ body: await showPriceList(params['code'] ?? '', call) }),
  listPriceLists: async ({ query, call }) => ({
    body: await listPage<PriceList>({
      list: 'price-lists',
      page: query,
      call,
      stretches: () => onePartition({ index: 'list', pk: 'price-list', newestFirst: false }),
      load: (codes) => showPriceLists(codes, call),
    }),
  }),
});
