import * as z from 'zod';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';
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
    query: z.strictObject(listQuery),
    response: listOf(Product),
  },
} as const satisfies Routes;
