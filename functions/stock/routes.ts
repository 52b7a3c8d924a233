import * as z from 'zod';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';
import { Code } from '../../shared/products/product.ts';
import { Stock, StockMovement, StockMovementInput } from '../../shared/stock/stock.ts';
import { Warehouse, WarehouseInput } from '../../shared/warehouses/warehouse.ts';

export const stockRoutes = {
  putWarehouse: {
    method: 'PUT',
    path: '/v1/warehouses/{code}',
    scope: 'stock.write',
    summary: 'Create or replace a warehouse',
    body: WarehouseInput,
    response: Warehouse,
  },
  getWarehouse: {
    method: 'GET',
    path: '/v1/warehouses/{code}',
    scope: 'stock.read',
    summary: 'Read a warehouse',
    response: Warehouse,
  },
  listWarehouses: {
    method: 'GET',
    path: '/v1/warehouses',
    scope: 'stock.read',
    summary: 'List warehouses by code',
    query: z.strictObject(listQuery),
    response: listOf(Warehouse),
  },
  bookStockMovement: {
    method: 'POST',
    path: '/v1/stock-movements',
    scope: 'stock.write',
    summary: 'Book a receipt, adjustment, count, damage or return',
    body: StockMovementInput,
    response: StockMovement,
    status: 201,
  },
  listStock: {
    method: 'GET',
    path: '/v1/stock',
    scope: 'stock.read',
    summary: 'Pieces on hand, reserved and available',
    query: z.strictObject({ ...listQuery, sku: Code.optional(), warehouse: Code.optional() }),
    response: listOf(Stock),
  },
} as const satisfies Routes;
