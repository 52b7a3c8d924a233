import { type Asked, inOrder, listPage, monthStretches, onePartition, slicePageById } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { findOrder } from '../../shared/orders/order-store.ts';
import { Shipment, type StoredShipment } from '../../shared/shipments/shipment.ts';
import { findShipments, loadShipment } from '../../shared/shipments/shipment-store.ts';
import { partitionOfOwner } from '../../shared/table/partitions.ts';
import { shippingRoutes } from './routes.ts';

const present = (one: StoredShipment): Shipment => Shipment.parse(one);

export const handler = serve(shippingRoutes, {
  listShipments: async ({ query: { limit, cursor, orderId }, call }) => {
    const asked: Asked = { list: 'shipments', filter: { orderId }, page: { limit, cursor }, call };
    if (orderId !== undefined) {
      const order = await findOrder(orderId, call);
      const found = await findShipments(order?.header.shipmentIds ?? [], call);
      return { body: await slicePageById(found.map(present), asked) };
    }
    const { customerId } = call;
    const page = await listPage<Shipment>({
      ...asked,
      stretches:
        customerId === undefined
          ? monthStretches('shipment')
          : () => onePartition(partitionOfOwner(`customer#${customerId}`, 'shipment')),
      load: async (ids) => inOrder(ids, await findShipments(ids, call), { accepts: () => true, present }),
    });
    return { body: page };
  },
  getShipment: async ({ params, call }) => ({ body: await loadShipment(params['id'] ?? '', call) }),
});
