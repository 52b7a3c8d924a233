import { NotFound } from '../../shared/errors.ts';
import type { SentFile } from '../../shared/http/route.ts';
import { grants, type Scope } from '../../shared/http/scopes.ts';
import { serve } from '../../shared/http/serve.ts';
import type { ImportKind, StoredImport } from '../../shared/imports/import.ts';
import { importedRows } from '../../shared/imports/imported-rows.ts';
import { loadImport, presentImport } from '../../shared/imports/import-store.ts';
import { startImport } from '../../shared/imports/start-import.ts';
import type { Call } from '../../shared/call.ts';
import { startUpload } from '../../shared/uploads/start-upload.ts';
import { importsRoutes } from './routes.ts';

interface Asked {
  body: { uploadId: string } | SentFile;
  query: { key?: string };
  scopes: readonly string[];
  call: Call;
}

const start =
  (kind: ImportKind) =>
  async ({ body, query, scopes, call }: Asked) => ({
    body: await startImport({ kind, ...query, file: body, mayOverride: grants(scopes, 'orders.override') }, call),
  });

/** Whoever may write the kind may see its imports. */
const scopeOf: Record<ImportKind, Scope> = {
  products: 'catalog.write',
  customers: 'customers.write',
  orders: 'orders.write',
};

const loadFor = async (id: string, scopes: readonly string[], call: Call): Promise<StoredImport> => {
  const state = await loadImport(id);
  if (call.customerId === undefined && grants(scopes, scopeOf[state.kind])) return state;
  throw new NotFound('import_not_found', 'There is no such import.');
};

export const handler = serve(importsRoutes, {
  startUpload: async ({ body, call }) => ({ body: await startUpload(body, call) }),
  importProducts: start('products'),
  importCustomers: start('customers'),
  importOrders: start('orders'),
  getImport: async ({ params, scopes, call }) => ({
    body: presentImport(await loadFor(params['id'] ?? '', scopes, call)),
  }),
  listImportRows: async ({ params, query, scopes, call }) => {
    const { id } = await loadFor(params['id'] ?? '', scopes, call);
    return { body: await importedRows(id, query) };
  },
});
