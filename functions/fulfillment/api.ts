import type { Call } from '../../shared/call.ts';
import { Fulfillment, type FulfillmentStatus, type StoredFulfillment } from '../../shared/fulfillments/fulfillment.ts';
import {
  findFulfillments,
  fulfillmentPartition,
  fulfillmentsOfCustomer,
  loadFulfillment,
} from '../../shared/fulfillments/fulfillment-store.ts';
import { pickFulfillment } from '../../shared/fulfillments/pick-fulfillment.ts';
import { checkFulfillment, packFulfillment } from '../../shared/fulfillments/prepare-fulfillment.ts';
import { shipFulfillment } from '../../shared/fulfillments/ship-fulfillment.ts';
import {
  type Asked,
  inOrder,
  listPage,
  type ListRequest,
  monthStretches,
  onePartition,
  slicePageById,
  type Stretch,
} from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { findOrder } from '../../shared/orders/order-store.ts';
import { allWarehouses } from '../../shared/warehouses/warehouse.ts';
import { fulfillmentRoutes } from './routes.ts';

interface Filter {
  orderId?: string;
  warehouse?: string;
  status?: FulfillmentStatus;
}

const accepts = (one: Fulfillment, { warehouse, status }: Filter): boolean =>
  (warehouse === undefined || one.warehouse === warehouse) && (status === undefined || one.status === status);

const present = (one: StoredFulfillment): Fulfillment => Fulfillment.parse(one);

/** An order knows its own fulfillments: no index needed, and the answer is never stale. */
const ofOrder = async (orderId: string, filter: Filter, call: Call): Promise<Fulfillment[]> => {
  const order = await findOrder(orderId, call);
  const found = await findFulfillments(order?.header.fulfillmentIds ?? [], call);
  return found.filter((one) => accepts(one, filter)).map(present);
};

/** Of one status everywhere: the warehouses, a handful, are read side by side. */
const ofStatus = async (status: FulfillmentStatus): Promise<Stretch[]> => {
  const warehouses = await allWarehouses();
  const queries = warehouses.map(({ code }) => ({ ...fulfillmentPartition(code, status), newestFirst: true }));
  return [{ name: `fulfillment#${status}`, queries }];
};

/** A customer's login sees its own few; of those a status or a warehouse is looked for by reading them. */
const stretchesOf = ({ warehouse, status }: Filter, call: Call): ListRequest<Fulfillment>['stretches'] => {
  const { customerId } = call;
  if (customerId !== undefined) return () => onePartition(fulfillmentsOfCustomer(customerId));
  if (warehouse !== undefined) return () => onePartition(fulfillmentPartition(warehouse, status));
  return status === undefined ? monthStretches('fulfillment') : () => ofStatus(status);
};

const idOf = (params: Record<string, string>): string => params['id'] ?? '';

export const handler = serve(fulfillmentRoutes, {
  listFulfillments: async ({ query: { limit, cursor, ...filter }, call }) => {
    const asked: Asked = { list: 'fulfillments', filter, page: { limit, cursor }, call };
    if (filter.orderId !== undefined)
      return { body: await slicePageById(await ofOrder(filter.orderId, filter, call), asked) };
    const page = await listPage<Fulfillment>({
      ...asked,
      stretches: stretchesOf(filter, call),
      load: async (ids) => {
        const found = await findFulfillments(ids, call);
        return inOrder(ids, found, { accepts: (one) => accepts(one, filter), present });
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
