import * as z from 'zod';
import { CurrencyCode } from '../products/product.ts';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';

export const CreditHold = z.enum(['auto', 'on', 'off']);

/**
 * Credit of a customer as stored. `used` is what the exposure counters add up to (openOrders + receivables -
 * unapplied); it stands beside them because a transaction's condition can compare an attribute, not a sum.
 */
export const StoredCredit = lazyObject(() => ({
  customerId: z.string(),
  currency: CurrencyCode,
  limit: z.int(),
  hold: CreditHold,
  /** Gross of accepted, not cancelled, not yet invoiced quantities. */
  openOrders: z.int(),
  receivables: z.int(),
  unapplied: z.int(),
  used: z.int(),
  /** Set while and after the customer is erased: no order can be placed any more. */
  erasedAt: z.iso.datetime().optional(),
  version: z.int().positive(),
}));
export type StoredCredit = z.infer<typeof StoredCredit>;

/** A new customer's credit: no limit yet, rules decide. */
export const newCredit = (customerId: string, currency: string): StoredCredit => ({
  customerId,
  currency,
  limit: 0,
  hold: 'auto',
  openOrders: 0,
  receivables: 0,
  unapplied: 0,
  used: 0,
  version: 1,
});

/** GET /v1/customers/{id}/credit. `available` may be negative. */
export const Credit = lazyObject(() => ({
  limit: z.int(),
  currency: CurrencyCode,
  hold: CreditHold,
  used: z.int(),
  available: z.int(),
  overdue: z.int(),
  score: z.number().optional(),
  grade: z.string().optional(),
  version: z.int(),
}));
export type Credit = z.infer<typeof Credit>;

/** What PUT /v1/customers/{id}/credit takes. */
export const CreditInput = lazyStrictObject(() => ({
  limit: z.int().check(z.gte(0), z.lte(1_000_000_000_000)).optional(),
  hold: CreditHold.optional(),
  currency: CurrencyCode.optional(),
}));
export type CreditInput = z.infer<typeof CreditInput>;

export const CreditDecision = lazyObject(() => ({
  decision: z.enum(['approved', 'held', 'rejected']),
  reasons: z.array(z.object({ code: z.string(), detail: z.string() })),
}));
export type CreditDecision = z.infer<typeof CreditDecision>;

/**
 * Decides the credit of an order from the limit, the hold and the exposure before it. All amounts gross, in minor
 * units. Released amounts are given by a reviewer, never here.
 */
export const decideCredit = (
  credit: Pick<StoredCredit, 'limit' | 'hold' | 'used'>,
  gross: number,
  show: (amount: number) => string,
): CreditDecision => {
  if (credit.hold === 'off')
    return {
      decision: 'approved',
      reasons: [{ code: 'hold_off', detail: 'Credit checks are switched off for this customer.' }],
    };
  if (credit.hold === 'on')
    return {
      decision: 'held',
      reasons: [{ code: 'customer_on_hold', detail: 'All orders of this customer wait for a reviewer.' }],
    };
  const after = credit.used + gross;
  if (after <= credit.limit)
    return {
      decision: 'approved',
      reasons: [{ code: 'within_limit', detail: `${show(after)} of ${show(credit.limit)} used with this order.` }],
    };
  return {
    decision: 'held',
    reasons: [
      {
        code: 'over_limit',
        detail: `The order of ${show(gross)} brings the exposure to ${show(after)}, ${show(after - credit.limit)} over the limit of ${show(credit.limit)}.`,
      },
    ],
  };
};
