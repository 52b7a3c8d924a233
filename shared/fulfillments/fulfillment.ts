import * as z from 'zod';
import { Code, plainText } from '../products/product.ts';

/** Moves a fulfillment may make: from → what is allowed next. Anything else is 409 `wrong_status`. */
export const fulfillmentMoves = {
  pending: ['picked', 'cancelled'],
  picked: ['packed', 'cancelled'],
  packed: ['checked', 'pending', 'cancelled'],
  checked: ['shipped', 'cancelled'],
  shipped: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export const FulfillmentStatus = z.enum(['pending', 'picked', 'packed', 'checked', 'shipped', 'cancelled']);
export type FulfillmentStatus = z.infer<typeof FulfillmentStatus>;

export const FulfillmentLine = z.object({ lineId: z.string(), sku: Code, quantity: z.int() });
export type FulfillmentLine = z.infer<typeof FulfillmentLine>;

export const Package = z.object({ weightGrams: z.int() });

export const Fulfillment = z.object({
  id: z.string(),
  orderId: z.string(),
  warehouse: Code,
  status: FulfillmentStatus,
  lines: z.array(FulfillmentLine),
  packages: z.array(Package).optional(),
  qualityNote: z.string().optional(),
  createdAt: z.iso.datetime(),
  version: z.int().positive(),
});
export type Fulfillment = z.infer<typeof Fulfillment>;

export const ShipInput = z.strictObject({
  carrier: Code.optional(),
  service: Code.optional(),
  trackingNumber: plainText(100).optional(),
});
export type ShipInput = z.infer<typeof ShipInput>;

/**
 * Shipping more skus than one transaction holds is a saga: the intent stands here, stock is booked out in chunks of
 * lines (`booked` of them so far), and the last transaction dispatches. Whoever finds it unfinished goes on.
 */
export const ShippingIntent = z.object({
  input: ShipInput,
  shipmentId: z.string(),
  booked: z.int(),
  /** The request that began it: whoever finishes it answers that request. */
  begunBy: z.object({
    actor: z.string(),
    correlationId: z.string(),
    repeat: z.object({ client: z.string(), key: z.string(), requestHash: z.string() }).optional(),
  }),
});
export type ShippingIntent = z.infer<typeof ShippingIntent>;

export const StoredFulfillment = Fulfillment.extend({
  customerId: z.string(),
  shipping: ShippingIntent.optional(),
  sequence: z.int(),
});
export type StoredFulfillment = z.infer<typeof StoredFulfillment>;

export const PickInput = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        lineId: z.string().check(z.minLength(1), z.maxLength(10)),
        quantity: z.int().check(z.gte(0), z.lte(1_000_000)),
      }),
    )
    .min(1)
    .max(100)
    .optional(),
});
export type PickInput = z.infer<typeof PickInput>;

export const PackInput = z.strictObject({
  packages: z
    .array(z.strictObject({ weightGrams: z.int().check(z.gte(1), z.lte(100_000_000)) }))
    .min(1)
    .max(100),
});
export type PackInput = z.infer<typeof PackInput>;

export const QualityInput = z.strictObject({ result: z.enum(['pass', 'fail']), note: plainText(1000).optional() });
export type QualityInput = z.infer<typeof QualityInput>;
