import * as z from 'zod';
import { lazyStrictObject } from '../lazy-object.ts';
import { AddressInput } from '../customers/customer.ts';
import { multilineText } from '../products/product.ts';
import { OrderInput } from './order.ts';

/** What PATCH /v1/orders/{id} takes: only what is to change; null takes a note or a date away. */
export const OrderPatch = lazyStrictObject(() => ({
  shippingAddress: AddressInput.optional(),
  note: multilineText(2000).nullable().optional(),
  requestedDeliveryDate: z.iso.date().nullable().optional(),
}));
export type OrderPatch = z.infer<typeof OrderPatch>;

/**
 * What POST /v1/orders/{id}/amend takes: new quantities of lines (what was cancelled of a line counts in it; 0: the line
 * is dropped) and new lines.
 */
export const AmendInput = lazyStrictObject(() => ({
  lines: z
    .array(
      lazyStrictObject(() => ({
        lineId: z.string().check(z.minLength(1), z.maxLength(64)),
        quantity: z.int().check(z.gte(0), z.lte(1_000_000)),
      })),
    )
    .min(1)
    .max(100)
    .optional(),
  add: OrderInput.shape.lines.optional(),
})).refine(({ lines, add }) => lines !== undefined || add !== undefined, 'Name `lines` to change, or lines to `add`.');
export type AmendInput = z.output<typeof AmendInput>;
