import * as z from 'zod';
import { Code } from '../products/product.ts';
import { Address } from '../tenant.ts';
import { lazyObject } from '../lazy-object.ts';

export const ShipmentStatus = z.enum(['dispatched', 'in_transit', 'delivered', 'exception', 'returned']);
export type ShipmentStatus = z.infer<typeof ShipmentStatus>;

/** A shipment as GET /v1/shipments/{id} answers it. `price` in minor units, what the carrier costs. */
export const Shipment = lazyObject(() => ({
  id: z.string(),
  orderId: z.string(),
  fulfillmentId: z.string().nullable(),
  carrier: Code.nullable(),
  service: Code.nullable(),
  trackingNumber: z.string().nullable(),
  status: ShipmentStatus,
  packages: z.array(z.object({ weightGrams: z.int() })),
  price: z.int().nullable(),
  promisedAt: z.string().nullable(),
  deliveredAt: z.string().optional(),
  dispatchedAt: z.iso.datetime(),
  address: Address,
  lines: z.array(z.object({ lineId: z.string(), sku: Code, quantity: z.int() })),
  version: z.int().positive(),
}));
export type Shipment = z.infer<typeof Shipment>;

export const StoredShipment = lazyObject(() => ({
  ...Shipment.shape,
  customerId: z.string(),
  correlationId: z.string(),
  sequence: z.int(),
}));
export type StoredShipment = z.infer<typeof StoredShipment>;
