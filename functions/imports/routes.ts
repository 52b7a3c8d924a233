import * as z from 'zod';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Route, Routes } from '../../shared/http/route.ts';
import { Import, ImportedRow, ImportUpload } from '../../shared/imports/import.ts';
import { Upload, UploadInput } from '../../shared/uploads/upload.ts';

/** The column by which a row is known when the file comes again. */
const query = z.strictObject({ key: z.string().check(z.minLength(1), z.maxLength(64)).optional() });

const importOf = (what: string) =>
  ({
    body: ImportUpload,
    files: ['text/csv'],
    query,
    response: Import,
    status: 202,
    summary: what,
  }) as const satisfies Partial<Route>;

const readScopes = ['catalog.write', 'customers.write', 'orders.write'] as const;

export const importsRoutes = {
  startUpload: {
    method: 'POST',
    path: '/v1/uploads',
    scope: ['catalog.write', 'customers.write', 'orders.write', 'payments.write'],
    summary: 'Get an address to PUT a file of up to 50 MB to; the same client then names its uploadId',
    body: UploadInput,
    response: Upload,
    status: 201,
  },
  importProducts: {
    ...importOf('Create or replace products from a CSV file'),
    method: 'POST',
    path: '/v1/imports/products',
    scope: 'catalog.write',
  },
  importCustomers: {
    ...importOf('Create or change customers from a CSV file'),
    method: 'POST',
    path: '/v1/imports/customers',
    scope: 'customers.write',
  },
  importOrders: {
    ...importOf('Place orders from a CSV file: neighbouring rows with the same key are lines of one order'),
    method: 'POST',
    path: '/v1/imports/orders',
    scope: 'orders.write',
  },
  getImport: {
    method: 'GET',
    path: '/v1/imports/{id}',
    scope: readScopes,
    summary: 'How far an import is',
    response: Import,
  },
  listImportRows: {
    method: 'GET',
    path: '/v1/imports/{id}/rows',
    scope: readScopes,
    summary: 'What became of each row, in the order of the file',
    query: z.strictObject({ ...listQuery, result: z.literal('refused').optional() }),
    response: listOf(ImportedRow),
  },
} as const satisfies Routes;
