import * as z from 'zod';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';
import { CurrencyCode } from '../products/product.ts';

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
  /**
   * The head of the group the customer belongs to; the head's own id on its own row; absent: no group. The group draws on
   * the limit of its head.
   */
  group: z.string().optional(),
  /** On the row of a head: what it and its members use together. */
  groupUsed: z.int().optional(),
  /** On the row of a head: how many belong to it, itself not counted. */
  members: z.int().optional(),
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
  /** The customer whose limit this one draws on. */
  parentCustomerId: z.string().optional(),
  /** The limit of its group, that of the head, and what the head and all members use of it. */
  group: z.object({ limit: z.int(), used: z.int(), available: z.int() }).optional(),
  version: z.int(),
}));
export type Credit = z.infer<typeof Credit>;

/** What PUT /v1/customers/{id}/credit takes. */
export const CreditInput = lazyStrictObject(() => ({
  limit: z.int().check(z.gte(0), z.lte(1_000_000_000_000)).optional(),
  hold: CreditHold.optional(),
  currency: CurrencyCode.optional(),
  /** Draw on the limit of this customer from now on; null: on its own again. */
  parentCustomerId: z.string().check(z.minLength(1), z.maxLength(64)).nullable().optional(),
}));
export type CreditInput = z.infer<typeof CreditInput>;

export const CreditDecision = lazyObject(() => ({
  decision: z.enum(['approved', 'held', 'rejected']),
  reasons: z.array(z.object({ code: z.string(), detail: z.string() })),
}));
export type CreditDecision = z.infer<typeof CreditDecision>;

/** A reviewer's approval of an order: of how much (minor units, gross), and until which day, inclusive, if it ends. */
export const CreditRelease = lazyObject(() => ({ amount: z.int(), validUntil: z.iso.date().optional() }));
export type CreditRelease = z.infer<typeof CreditRelease>;
