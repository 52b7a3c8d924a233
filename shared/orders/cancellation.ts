import * as z from 'zod';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';
import { BegunBy } from '../begun-by.ts';
import { plainText } from '../products/product.ts';

/** Pieces of a line. */
const Pieces = lazyObject(() => ({ lineId: z.string(), quantity: z.int().positive() }));

/** What POST /v1/orders/{id}/cancel takes: without `lines` all that has not shipped. */
export const CancelInput = lazyStrictObject(() => ({
  reason: plainText(500),
  lines: z
    .array(z.strictObject({ lineId: z.string().check(z.minLength(1), z.maxLength(64)), quantity: z.int().positive() }))
    .min(1)
    .max(100)
    .optional(),
}));
export type CancelInput = z.infer<typeof CancelInput>;

/** Why an order was cancelled by itself: not shipped, or held by credit, for longer than the tenant's policy allows. */
export const ExpiryRule = z.enum(['expired', 'hold_expired']);
export type ExpiryRule = z.infer<typeof ExpiryRule>;

/** A cancellation that takes several transactions: what is still to be cancelled, and what was by now. */
export const CancelIntent = lazyObject(() => ({
  reason: z.string(),
  expiry: ExpiryRule.optional(),
  left: z.array(Pieces),
  done: z.array(Pieces),
  begunBy: BegunBy,
}));
export type CancelIntent = z.infer<typeof CancelIntent>;

/** A cancellation as it stands on the order. */
export const Cancellation = lazyObject(() => ({
  at: z.iso.datetime(),
  reason: z.string(),
  expiry: ExpiryRule.optional(),
  lines: z.array(Pieces),
}));
