import type { Call } from '../../shared/call.ts';
import { NotFound } from '../../shared/errors.ts';
import { monthOfMs, rangeOfDays } from '../../shared/dates.ts';
import {
  customerAsked,
  listPage,
  type ListRequest,
  monthStretches,
  onePartition,
  slicePage,
} from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { idFloor } from '../../shared/ids.ts';
import type { Order, OrderStatus } from '../../shared/orders/order.ts';
import { findOrders, loadOrder, orderPartition, presentOrder } from '../../shared/orders/order-store.ts';
import { amendOrder } from '../../shared/orders/amend-order.ts';
import { changeOrder } from '../../shared/orders/change-order.ts';
import { cancelOrder } from '../../shared/orders/cancel-order.ts';
import { deliverServices } from '../../shared/orders/deliver-services.ts';
import { mayOverride } from '../../shared/orders/overrides.ts';
import { placeOrder, previewOrder } from '../../shared/orders/place-order.ts';
import { proFormaName } from '../../shared/orders/pro-forma-name.ts';
import { readOrder } from '../../shared/orders/read-order.ts';
import { orderTimeline } from '../../shared/orders/timeline.ts';
import { requestReturn } from '../../shared/returns/request-return.ts';
import { orderRoutes } from './routes.ts';

interface Filter {
  customerId?: string;
  status?: OrderStatus;
  from?: string;
  to?: string;
}

/** What to read for a filter: an order's id is of the instant it was placed at, so that days are a range of ids. */
const stretchesOf = ({ from, to, ...which }: Filter, { tenant }: Call): ListRequest<Order>['stretches'] => {
  const days = from === undefined && to === undefined ? undefined : rangeOfDays(tenant.timeZone, from, to);
  const between = days && ([idFloor('ord', days[0]), idFloor('ord', days[1])] as const);
  const partition = orderPartition(which);
  if (partition) return () => onePartition({ ...partition, between });
  return monthStretches('order', days && { months: [monthOfMs(days[0]), monthOfMs(days[1])], between });
};

export const handler = serve(orderRoutes, {
  placeOrder: async ({ body, scopes, call }) => ({ body: await placeOrder(body, mayOverride(scopes, call), call) }),
  previewOrder: async ({ body, scopes, call }) => ({ body: await previewOrder(body, mayOverride(scopes, call), call) }),
  listOrders: async ({ query: { limit, cursor, ...filter }, call }) => {
    const customerId = customerAsked(call, filter.customerId);
    const { status } = filter;
    const page = await listPage<Order>({
      list: 'orders',
      filter,
      page: { limit, cursor },
      call,
      stretches: customerId === null ? () => [] : stretchesOf({ ...filter, customerId }, call),
      load: async (ids) => {
        const orders = await findOrders(ids, call);
        return orders.map((one) =>
          one && (status === undefined || one.header.status === status) ? presentOrder(one) : null,
        );
      },
    });
    return { body: page };
  },
  changeOrder: async ({ params, body, ifMatch, call }) => ({
    body: await changeOrder(params['id'] ?? '', body, ifMatch, call),
  }),
  amendOrder: async ({ params, body, scopes, call }) => ({
    body: await amendOrder(params['id'] ?? '', body, mayOverride(scopes, call), call),
  }),
  cancelOrder: async ({ params, body, call }) => ({ body: await cancelOrder(params['id'] ?? '', body, call) }),
  requestReturn: async ({ params, body, call }) => ({ body: await requestReturn(params['id'] ?? '', body, call) }),
  deliverServices: async ({ params, body, call }) => ({
    body: await deliverServices(params['id'] ?? '', body, call),
  }),
  getOrder: async ({ params, call }) => ({ body: await readOrder(params['id'] ?? '', call) }),
  getProForma: async ({ params, call }) => {
    const { header } = await loadOrder(params['id'] ?? '', call);
    if (!header.prepayment) throw new NotFound('pro_forma_not_found', 'This order is not to be paid in advance.');
    // Who reads orders needs no documents.
    const { findDocument } = await import('../../shared/documents/document-store.ts');
    const file = await findDocument(proFormaName(header.id));
    if (!file) throw new NotFound('pdf_not_ready', 'The PDF is made when the order is held, and kept for 30 days.');
    return { file, name: `${header.number}-pro-forma.pdf` };
  },
  getTimeline: async ({ params, query: { limit = Number.MAX_SAFE_INTEGER, cursor }, call }) => {
    const id = params['id'] ?? '';
    const events = await orderTimeline(id, call);
    const places = new Map(events.map((event, place) => [event.id, place]));
    const placeOf = (eventId: string): number => places.get(eventId) ?? -1;
    const body = await slicePage(events, {
      list: 'timeline',
      filter: { id },
      page: { limit, cursor },
      call,
      nameOf: (event) => event.id,
      isAfter: (event, position) => placeOf(event.id) > placeOf(position),
    });
    return { body };
  },
});
