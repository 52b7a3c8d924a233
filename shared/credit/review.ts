import * as z from 'zod';
import { plainText } from '../products/product.ts';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';

/** A held order in the list of the credit desk. Amounts in minor units. */
export const CreditReview = lazyObject(() => ({
  orderId: z.string(),
  number: z.string(),
  customerId: z.string(),
  currency: z.string(),
  gross: z.int(),
  placedAt: z.string(),
  status: z.literal('open'),
  reasons: z.array(z.object({ code: z.string(), detail: z.string() })),
}));
export type CreditReview = z.infer<typeof CreditReview>;

/** What POST /v1/credit-reviews/{orderId}/decision takes. `maxAmount` in minor units, gross; `validUntil` inclusive. */
export const ReviewDecision = lazyStrictObject(() => ({
  decision: z.enum(['approve', 'reject']),
  reason: plainText(500),
  validUntil: z.iso.date().optional(),
  maxAmount: z.int().check(z.gte(0), z.lte(1_000_000_000_000_000)).optional(),
}));
export type ReviewDecision = z.infer<typeof ReviewDecision>;
