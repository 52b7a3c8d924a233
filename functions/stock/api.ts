import { listPage, onePartition } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { bookStockMovement } from '../../shared/stock/move-stock.ts';
import type { Stock } from '../../shared/stock/stock.ts';
import { stocksAt } from '../../shared/stock/stock-store.ts';
import { indexed, keys } from '../../shared/table/table-map.ts';
import type { RowQuery } from '../../shared/table/table.ts';
import { findWarehouses, loadWarehouse, type Warehouse } from '../../shared/warehouses/warehouse.ts';
import { putWarehouse } from '../../shared/warehouses/put-warehouse.ts';
import { stockRoutes } from './routes.ts';

interface Filter {
  sku?: string;
  warehouse?: string;
}

/** The index that answers the question asked, and how its sort keys name the stock. */
const questionOf = ({ sku, warehouse }: Filter): { query: RowQuery; nameOf: (sortKey: string) => [string, string] } => {
  if (sku !== undefined) {
    const { lookupPk: pk } = indexed.lookup(`stock#${sku}`, '');
    const between = warehouse === undefined ? undefined : ([warehouse, warehouse] as const);
    return { query: { index: 'lookup', pk, between }, nameOf: (code) => [sku, code] };
  }
  if (warehouse !== undefined) {
    const { ownerPk } = indexed.owner(`warehouse#${warehouse}`, 'stock', '');
    return { query: { index: 'owner', pk: ownerPk }, nameOf: (ofSku) => [ofSku, warehouse] };
  }
  const nameOf = (sortKey: string): [string, string] => {
    const [first = '', second = ''] = sortKey.split('@');
    return [first, second];
  };
  return { query: { index: 'list', pk: 'stock' }, nameOf };
};

export const handler = serve(stockRoutes, {
  putWarehouse: async ({ params, body, ifMatch, call }) => ({
    body: await putWarehouse(params['code'] ?? '', body, ifMatch, call),
  }),
  getWarehouse: async ({ params }) => ({ body: await loadWarehouse(params['code'] ?? '') }),
  listWarehouses: async ({ query, call }) => ({
    body: await listPage<Warehouse>({
      list: 'warehouses',
      page: query,
      call,
      stretches: () => onePartition({ pk: keys.warehouse('').pk, newestFirst: false }),
      load: findWarehouses,
    }),
  }),
  bookStockMovement: async ({ body, call }) => ({ body: await bookStockMovement(body, call) }),
  listStock: async ({ query: { limit, cursor, ...filter }, call }) => {
    const { query, nameOf } = questionOf(filter);
    const page = await listPage<Stock>({
      list: 'stock',
      filter,
      page: { limit, cursor },
      call,
      stretches: () => onePartition({ ...query, newestFirst: false }),
      load: (sortKeys) => stocksAt(sortKeys.map(nameOf)),
    });
    return { body: page };
  },
});
