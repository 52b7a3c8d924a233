import { lazyStrictObject } from '../../shared/lazy-object.ts';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';
import { PriceList, PriceListInput } from '../../shared/prices/price-list.ts';
import { Product, ProductInput } from '../../shared/products/product.ts';

export const catalogRoutes = {
  putProduct: {
    method: 'PUT',
    path: '/v1/products/{sku}',
    scope: 'catalog.write',
    summary: 'Create or replace a product',
    body: ProductInput,
    response: Product,
  },
  getProduct: {
    method: 'GET',
    path: '/v1/products/{sku}',
    scope: 'catalog.read',
    summary: 'Read a product',
    response: Product,
  },
  listProducts: {
    method: 'GET',
    path: '/v1/products',
    scope: 'catalog.read',
    summary: 'List products by sku',
    query: lazyStrictObject(() => listQuery),
    response: listOf(Product),
  },
  putPriceList: {
    method: 'PUT',
    path: '/v1/price-lists/{code}',
    scope: 'catalog.write',
    summary: 'Create or replace a price list of one customer or of a group; it holds for orders placed from then on',
    body: PriceListInput,
    response: PriceList,
  },
  getPriceList: {
    method: 'GET',
    path: '/v1/price-lists/{code}',
    scope: 'catalog.read',
    summary: 'Read a price list',
    response: PriceList,
  },
  listPriceLists: {
    method: 'GET',
    path: '/v1/price-lists',
    scope: 'catalog.read',
    summary: 'List price lists by code',
    query: lazyStrictObject(() => listQuery),
    response: listOf(PriceList),
  },
} as const satisfies Routes;
