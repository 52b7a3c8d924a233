import { listPage, monthPartitions, slicePage } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { findOrder } from '../../shared/orders/order-store.ts';
import type { Shipment } from '../../shared/shipments/shipment.ts';
import { findShipments, loadShipment } from '../../shared/shipments/shipment-store.ts';
import { shippingRoutes } from './routes.ts';

export const handler = serve(shippingRoutes, {
  listShipments: async ({ query: { limit, cursor, orderId }, call }) => {
    if (orderId !== undefined) {
      const order = await findOrder(orderId, call);
      const items = await findShipments(order?.header.shipmentIds ?? [], call);
      return { body: slicePage(items.toReversed(), { limit, cursor, question: `shipments of ${orderId}` }) };
    }
    const page = await listPage<Shipment>({
      limit,
      cursor,
      question: 'shipments',
      partitions: () => monthPartitions('shipment'),
      load: async (rows) => {
        const ids = rows.map((row) => String(row['listSk']));
        const found = new Map((await findShipments(ids, call)).map((one) => [one.id, one]));
        return ids.map((id) => found.get(id) ?? null);
      },
    });
    return { body: page };
  },
  getShipment: async ({ params, call }) => ({ body: await loadShipment(params['id'] ?? '', call) }),
});
