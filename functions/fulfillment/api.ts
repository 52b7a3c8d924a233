import type { Call } from '../../shared/call.ts';
import { Fulfillment, type FulfillmentStatus } from '../../shared/fulfillments/fulfillment.ts';
import { findFulfillments, loadFulfillment } from '../../shared/fulfillments/fulfillment-store.ts';
import { pickFulfillment } from '../../shared/fulfillments/pick-fulfillment.ts';
import { checkFulfillment, packFulfillment } from '../../shared/fulfillments/prepare-fulfillment.ts';
import { shipFulfillment } from '../../shared/fulfillments/ship-fulfillment.ts';
import { listPage, monthPartitions, type Page, type PageWish, slicePage } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { findOrder } from '../../shared/orders/order-store.ts';
import { indexed } from '../../shared/table/table-map.ts';
import type { RowQuery } from '../../shared/table/table.ts';
import { fulfillmentRoutes } from './routes.ts';

interface Filter {
  orderId?: string;
  warehouse?: string;
  status?: FulfillmentStatus;
}

const accepts = (one: Fulfillment, { warehouse, status }: Filter): boolean =>
  (warehouse === undefined || one.warehouse === warehouse) && (status === undefined || one.status === status);

/** An order knows its own fulfillments: no index needed, and the answer is never stale. */
const ofOrder = async (orderId: string, filter: Filter, page: PageWish, call: Call): Promise<Page<Fulfillment>> => {
  const order = await findOrder(orderId, call);
  const found = await findFulfillments(order?.header.fulfillmentIds ?? [], call);
  const items = found.filter((one) => accepts(one, filter)).map((one) => Fulfillment.parse(one));
  return slicePage(items.toReversed(), { ...page, question: `fulfillments of ${orderId} ${JSON.stringify(filter)}` });
};

const partitionsOf =
  ({ warehouse, status }: Filter) =>
  async (): Promise<RowQuery[]> => {
    if (warehouse === undefined || status === undefined) return monthPartitions('fulfillment');
    return [
      {
        index: 'owner',
        pk: indexed.owner(`warehouse#${warehouse}`, `fulfillment#${status}`, '').ownerPk,
        newestFirst: true,
      },
    ];
  };

const idOf = (params: Record<string, string>): string => params['id'] ?? '';

export const handler = serve(fulfillmentRoutes, {
  listFulfillments: async ({ query: { limit, cursor, ...filter }, call }) => {
    if (filter.orderId !== undefined) return { body: await ofOrder(filter.orderId, filter, { limit, cursor }, call) };
    const page = await listPage<Fulfillment>({
      limit,
      cursor,
      question: `fulfillments ${JSON.stringify(filter)}`,
      partitions: partitionsOf(filter),
      load: async (rows) => {
        const ids = rows.map((row) => String(row['ownerSk'] ?? row['listSk']));
        const found = new Map((await findFulfillments(ids, call)).map((one) => [one.id, one]));
        return ids.map((id) => {
          const one = found.get(id);
          return one && accepts(one, filter) ? Fulfillment.parse(one) : null;
        });
      },
    });
    return { body: page };
  },
  getFulfillment: async ({ params, call }) => ({ body: await loadFulfillment(idOf(params), call) }),
  pickFulfillment: async ({ params, body, call }) => ({ body: await pickFulfillment(idOf(params), body, call) }),
  packFulfillment: async ({ params, body, call }) => ({ body: await packFulfillment(idOf(params), body, call) }),
  checkFulfillment: async ({ params, body, call }) => ({ body: await checkFulfillment(idOf(params), body, call) }),
  shipFulfillment: async ({ params, body, call }) => ({ body: await shipFulfillment(idOf(params), body, call) }),
});
