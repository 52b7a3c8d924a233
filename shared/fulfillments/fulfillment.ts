import * as z from 'zod';
import { BegunBy } from '../begun-by.ts';
import { Code, plainText } from '../products/product.ts';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';

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

export const FulfillmentLine = lazyObject(() => ({ lineId: z.string(), sku: Code, quantity: z.int() }));
export type FulfillmentLine = z.infer<typeof FulfillmentLine>;

export const Package = lazyObject(() => ({ weightGrams: z.int() }));

export const Fulfillment = lazyObject(() => ({
  id: z.string(),
  orderId: z.string(),
  warehouse: Code,
  status: FulfillmentStatus,
  lines: z.array(FulfillmentLine),
  packages: z.array(Package).optional(),
  qualityNote: z.string().optional(),
  createdAt: z.iso.datetime(),
  version: z.int().positive(),
}));
export type Fulfillment = z.infer<typeof Fulfillment>;

export const ShipInput = lazyStrictObject(() => ({
  carrier: Code.optional(),
  service: Code.optional(),
  trackingNumber: plainText(100).optional(),
}));
export type ShipInput = z.infer<typeof ShipInput>;

/**
 * Shipping more skus than one transaction holds is a saga: the intent stands here, stock is booked out in chunks of
 * lines (`booked` of them so far), and the last transaction dispatches. Whoever finds it unfinished goes on.
 */
export const ShippingIntent = lazyObject(() => ({
  input: ShipInput,
  shipmentId: z.string(),
  booked: z.int(),
  begunBy: BegunBy,
}));
export type ShippingIntent = z.infer<typeof ShippingIntent>;

export const StoredFulfillment = lazyObject(() => ({
  ...Fulfillment.shape,
  customerId: z.string(),
  shipping: ShippingIntent.optional(),
  sequence: z.int(),
}));
export type StoredFulfillment = z.infer<typeof StoredFulfillment>;

/** The pick list without so many pieces of each line (by its id); cancelled when nothing is left of it. */
export const withoutPieces = (list: StoredFulfillment, taken: ReadonlyMap<string, number>): StoredFulfillment => {
  const lines = list.lines
    .map((line) => ({ ...line, quantity: line.quantity - (taken.get(line.lineId) ?? 0) }))
    .filter((line) => line.quantity > 0);
  return { ...list, lines, status: lines.length > 0 ? list.status : 'cancelled' };
};

export const PickInput = lazyStrictObject(() => ({
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
}));
export type PickInput = z.infer<typeof PickInput>;

export const PackInput = lazyStrictObject(() => ({
  packages: z
    .array(z.strictObject({ weightGrams: z.int().check(z.gte(1), z.lte(100_000_000)) }))
    .min(1)
    .max(100),
}));
export type PackInput = z.infer<typeof PackInput>;

export const QualityInput = lazyStrictObject(() => ({
  result: z.enum(['pass', 'fail']),
  note: plainText(1000).optional(),
}));
export type QualityInput = z.infer<typeof QualityInput>;
