import { listPage, onePartition } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { bookStockMovement } from '../../shared/stock/move-stock.ts';
import type { Stock } from '../../shared/stock/stock.ts';
import { stocksAt } from '../../shared/stock/stock-store.ts';
import { indexed } from '../../shared/table/table-map.ts';
import type { Row, RowQuery } from '../../shared/table/table.ts';
import { allWarehouses, loadWarehouse } from '../../shared/warehouses/warehouse.ts';
import { putWarehouse } from '../../shared/warehouses/put-warehouse.ts';
import { stockRoutes } from './routes.ts';

interface Filter {
  sku?: string;
  warehouse?: string;
}

/** The index that answers the question asked, and how its rows name the stock. */
const questionOf = ({ sku, warehouse }: Filter): { query: RowQuery; nameOf: (row: Row) => [string, string] } => {
  if (sku !== undefined) {
    const { lookupPk } = indexed.lookup(`stock#${sku}`, '');
    return { query: { index: 'lookup', pk: lookupPk }, nameOf: (row) => [sku, String(row['lookupSk'])] };
  }
  if (warehouse !== undefined) {
    const { ownerPk } = indexed.owner(`warehouse#${warehouse}`, 'stock', '');
    return { query: { index: 'owner', pk: ownerPk }, nameOf: (row) => [String(row['ownerSk']), warehouse] };
  }
  const nameOf = (row: Row): [string, string] => {
    const [first = '', second = ''] = String(row['listSk']).split('@');
    return [first, second];
  };
  return { query: { index: 'list', pk: 'stock' }, nameOf };
};

export const handler = serve(stockRoutes, {
  putWarehouse: async ({ params, body, ifMatch, call }) => ({
    body: await putWarehouse(params['code'] ?? '', body, ifMatch, call),
  }),
  getWarehouse: async ({ params }) => ({ body: await loadWarehouse(params['code'] ?? '') }),
  listWarehouses: async () => ({ body: { items: await allWarehouses(), nextCursor: null } }),
  bookStockMovement: async ({ body, call }) => ({ body: await bookStockMovement(body, call) }),
  listStock: async ({ query: { limit, cursor, ...filter } }) => {
    const { query, nameOf } = questionOf(filter);
    const page = await listPage<Stock>({
      limit,
      cursor,
      question: `stock ${JSON.stringify(filter)}`,
      partitions: onePartition({ ...query, newestFirst: false }),
      load: async (rows) => {
        const stocks = await stocksAt(rows.map(nameOf));
        return stocks.map((stock) =>
          filter.warehouse === undefined || stock?.warehouse === filter.warehouse ? (stock ?? null) : null,
        );
      },
    });
    return { body: page };
  },
});
