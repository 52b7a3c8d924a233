import type { Call } from '../../shared/call.ts';
import { dateIn } from '../../shared/dates.ts';
import { listPage, monthPartitions, onePartition } from '../../shared/http/list.ts';
import { grants } from '../../shared/http/scopes.ts';
import { serve } from '../../shared/http/serve.ts';
import type { Order, OrderState, OrderStatus } from '../../shared/orders/order.ts';
import { findOrders, loadOrder, presentOrder } from '../../shared/orders/order-store.ts';
import { placeOrder, previewOrder } from '../../shared/orders/place-order.ts';
import { orderTimeline } from '../../shared/orders/timeline.ts';
import { indexed } from '../../shared/table/table-map.ts';
import { orderRoutes } from './routes.ts';

interface Filter {
  customerId?: string;
  status?: OrderStatus;
  from?: string;
  to?: string;
}

const accepts = ({ header }: OrderState, { customerId, status, from, to }: Filter, call: Call): boolean => {
  const placedOn = dateIn(call.tenant.timeZone, header.placedAt);
  return (
    (customerId === undefined || header.customerId === customerId) &&
    (status === undefined || header.status === status) &&
    (from === undefined || placedOn >= from) &&
    (to === undefined || placedOn <= to)
  );
};

/** Prices of one's own are for staff: never for a customer's login, whatever its token names. */
const mayOverride = (scopes: readonly string[], call: Call): boolean =>
  call.customerId === undefined && grants(scopes, 'orders.override');

export const handler = serve(orderRoutes, {
  placeOrder: async ({ body, scopes, call }) => ({ body: await placeOrder(body, mayOverride(scopes, call), call) }),
  previewOrder: async ({ body, scopes, call }) => ({ body: await previewOrder(body, mayOverride(scopes, call), call) }),
  listOrders: async ({ query: { limit, cursor, ...filter }, call }) => {
    const customerId = call.customerId ?? filter.customerId;
    const sk = customerId === undefined ? 'listSk' : 'ownerSk';
    const page = await listPage<Order>({
      limit,
      cursor,
      question: `orders ${JSON.stringify({ ...filter, customerId })}`,
      partitions:
        customerId === undefined
          ? () => monthPartitions('order')
          : onePartition({ index: 'owner', pk: indexed.owner(`customer#${customerId}`, 'order', '').ownerPk }),
      load: async (rows) => {
        const orders = await findOrders(
          rows.map((row) => String(row[sk])),
          call,
        );
        return orders.map((order) => (order && accepts(order, filter, call) ? presentOrder(order) : null));
      },
    });
    return { body: page };
  },
  getOrder: async ({ params, call }) => ({ body: presentOrder(await loadOrder(params['id'] ?? '', call)) }),
  getTimeline: async ({ params, call }) => ({
    body: { items: await orderTimeline(params['id'] ?? '', call), nextCursor: null },
  }),
});
