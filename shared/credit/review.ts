import * as z from 'zod';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';
import { plainText } from '../products/product.ts';
import { Grade } from './score.ts';
import { SuggestedDecision } from './suggest-decision.ts';

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
  /** This and what follows is for the desk: the login of the customer does not see it. */
  exposure: z
    .object({
      used: z.int(),
      limit: z.int(),
      available: z.int(),
      /** What would be used if the order was approved. */
      afterOrder: z.int(),
    })
    .optional(),
  overdueInvoices: z
    .object({
      count: z.int(),
      amount: z.int(),
      oldestDays: z.int(),
      /** false: there are more than the oldest twenty that are counted here. */
      complete: z.boolean(),
      /** The oldest three. */
      invoices: z.array(
        z.object({
          invoiceId: z.string(),
          number: z.string(),
          dueDate: z.iso.date(),
          daysOverdue: z.int(),
          due: z.int(),
        }),
      ),
    })
    .optional(),
  /** null until an invoice is settled. */
  paymentHistory: z
    .object({
      invoices: z.int(),
      averageDaysLate: z.number().nullable(),
      shareLate: z.number().nullable(),
      score: z.number().nullable(),
      grade: Grade.nullable(),
    })
    .optional(),
  suggestedDecision: SuggestedDecision.optional(),
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
