import * as z from 'zod';
import { lazyStrictObject } from '../../shared/lazy-object.ts';
import {
  Fulfillment,
  FulfillmentStatus,
  PackInput,
  PickInput,
  QualityInput,
  ShipInput,
} from '../../shared/fulfillments/fulfillment.ts';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';
import { Code } from '../../shared/products/product.ts';
import { Shipment } from '../../shared/shipments/shipment.ts';

export const fulfillmentRoutes = {
  listFulfillments: {
    method: 'GET',
    path: '/v1/fulfillments',
    scope: 'fulfillment.read',
    summary: 'Pick lists, by order, warehouse or status, newest first',
    query: lazyStrictObject(() => ({
      ...listQuery,
      orderId: z.string().max(64).optional(),
      warehouse: Code.optional(),
      status: FulfillmentStatus.optional(),
    })),
    response: listOf(Fulfillment),
  },
  getFulfillment: {
    method: 'GET',
    path: '/v1/fulfillments/{id}',
    scope: 'fulfillment.read',
    summary: 'Read a pick list',
    response: Fulfillment,
  },
  pickFulfillment: {
    method: 'POST',
    path: '/v1/fulfillments/{id}/pick',
    scope: 'fulfillment.write',
    summary: 'Pick; missing pieces are booked out and backordered',
    body: PickInput,
    response: Fulfillment,
  },
  packFulfillment: {
    method: 'POST',
    path: '/v1/fulfillments/{id}/pack',
    scope: 'fulfillment.write',
    summary: 'Pack',
    body: PackInput,
    response: Fulfillment,
  },
  checkFulfillment: {
    method: 'POST',
    path: '/v1/fulfillments/{id}/quality-check',
    scope: 'fulfillment.write',
    summary: 'Check the goods: pass, or fail and pick again',
    body: QualityInput,
    response: Fulfillment,
  },
  shipFulfillment: {
    method: 'POST',
    path: '/v1/fulfillments/{id}/ship',
    scope: 'fulfillment.write',
    summary: 'Hand over to the carrier; answers the shipment',
    body: ShipInput,
    response: Shipment,
    status: 201,
  },
} as const satisfies Routes;
