import * as z from 'zod';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';
import { Shipment } from '../../shared/shipments/shipment.ts';

export const shippingRoutes = {
  listShipments: {
    method: 'GET',
    path: '/v1/shipments',
    scope: 'fulfillment.read',
    summary: 'Shipments, of an order or all, newest first',
    query: z.strictObject({ ...listQuery, orderId: z.string().max(64).optional() }),
    response: listOf(Shipment),
  },
  getShipment: {
    method: 'GET',
    path: '/v1/shipments/{id}',
    scope: 'fulfillment.read',
    summary: 'Read a shipment',
    response: Shipment,
  },
} as const satisfies Routes;
