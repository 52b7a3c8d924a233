import { Fulfillment } from '../shared/fulfillments/fulfillment.ts';
import { listOf } from '../shared/http/list.ts';
import { Order, type OrderStatus } from '../shared/orders/order.ts';
import { Shipment } from '../shared/shipments/shipment.ts';
import type { ApiClient } from './api-client.ts';
import type { NorthwindOrder } from './northwind.ts';
import { sleep } from '../shared/clock.ts';

const patienceMs = 90_000;

/** Asks for the order until it is as wanted. */
const until = async (api: ApiClient, orderId: string, wanted: (order: Order) => boolean): Promise<Order> => {
  const end = Date.now() + patienceMs;
  for (let wait = 30; ; wait = Math.min(400, wait * 1.6)) {
    const path = `/v1/orders/${orderId}`;
    const order = await api.call({ as: 'sales', method: 'GET', path, answer: Order });
    if (wanted(order)) return order;
    if (Date.now() > end) throw new Error(`Order ${order.number} is still ${order.status}.`);
    await sleep(wait);
  }
};

/** Places a Northwind order as a sale at its own prices; approves it when credit holds it. Answers it with stock decided. */
export const placeOrder = async (api: ApiClient, source: NorthwindOrder, customerId: string): Promise<Order> => {
  const placed = await api.call({
    as: 'sales',
    method: 'POST',
    path: '/v1/orders',
    body: {
      customerId,
      currency: 'EUR',
      channel: 'sales',
      purchaseOrderNumber: `NW-${source.id}`,
      lines: source.lines,
    },
    key: `northwind-order-${source.id}`,
    answer: Order,
  });
  // A repeated request gets its first answer: the order may have moved on since.
  const order = await until(api, placed.id, () => true);
  if (order.status === 'credit_hold') {
    await api.call({
      as: 'finance',
      method: 'POST',
      path: `/v1/credit-reviews/${order.id}/decision`,
      body: { decision: 'approve', reason: 'Known since 1996' },
      key: `northwind-approve-${source.id}`,
      answer: Order,
    });
  }
  return until(api, order.id, ({ status }) => status !== 'accepted' && status !== 'credit_hold');
};

const weightOf = (fulfillment: Fulfillment): number =>
  fulfillment.lines.reduce((sum, line) => sum + line.quantity * 500, 0);

/** Takes one pick list the rest of its way, from wherever it is. */
const shipOne = async (api: ApiClient, { id }: Fulfillment): Promise<void> => {
  const path = `/v1/fulfillments/${id}`;
  const act = (name: string, body: unknown): Promise<Fulfillment> =>
    api.call({
      as: 'warehouse',
      method: 'POST',
      path: `${path}/${name}`,
      body,
      key: `northwind-${name}-${id}`,
      answer: Fulfillment,
    });
  let list = await api.call({ as: 'warehouse', method: 'GET', path, answer: Fulfillment });
  if (list.status === 'pending') list = await act('pick', {});
  if (list.status === 'picked') list = await act('pack', { packages: [{ weightGrams: weightOf(list) }] });
  if (list.status === 'packed') list = await act('quality-check', { result: 'pass' });
  if (list.status !== 'checked') return;
  await api.call({
    as: 'warehouse',
    method: 'POST',
    path: `${path}/ship`,
    body: { trackingNumber: `T-${id.slice(-8)}` },
    key: `northwind-ship-${id}`,
    answer: Shipment,
  });
};

/** Ships every open pick list of an order and waits until all that shipped is invoiced. */
export const shipOrder = async (api: ApiClient, orderId: string): Promise<Order> => {
  const path = `/v1/fulfillments?orderId=${orderId}`;
  const { items } = await api.call({ as: 'warehouse', method: 'GET', path, answer: listOf(Fulfillment) });
  for (const list of items.filter(({ status }) => status !== 'shipped' && status !== 'cancelled')) {
    await shipOne(api, list);
  }
  return until(api, orderId, ({ lines }) => lines.every((line) => line.invoiced === line.shipped));
};

/** Nothing of it will ship any more. */
const ended: readonly OrderStatus[] = ['shipped', 'completed', 'cancelled', 'rejected'];

/** Ships pick list after pick list until nothing of the order is left to ship. */
export const shipAll = async (api: ApiClient, orderId: string): Promise<void> => {
  const end = Date.now() + patienceMs;
  for (;;) {
    await until(api, orderId, ({ status }) => status !== 'backordered' && status !== 'accepted');
    const { status, number } = await shipOrder(api, orderId);
    if (ended.includes(status)) return;
    if (Date.now() > end) throw new Error(`Order ${number} is still ${status}.`);
    // What was reserved while a pick list was out comes on the next one.
    await sleep(50);
  }
};
