import * as z from 'zod';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';
import { NextAction } from '../next-actions/next-action.ts';
import { CurrencyCode, plainText } from '../products/product.ts';
import { Refund } from './refund.ts';

export const PaymentStatus = z.enum(['applied', 'partially_applied', 'unapplied', 'reversed']);
export type PaymentStatus = z.infer<typeof PaymentStatus>;

/** Up to 10 billion of a currency with two decimals: sums of thousands of them stay exact. */
const Amount = z.lazy(() => z.int().check(z.gte(1), z.lte(1_000_000_000_000)));

/** Exactly one of the two ids. */
export const AllocationInput = lazyStrictObject(() => ({
  invoiceId: z.string().check(z.minLength(1), z.maxLength(64)).optional(),
  orderId: z.string().check(z.minLength(1), z.maxLength(64)).optional(),
  amount: Amount,
})).refine(
  (one) => (one.invoiceId === undefined) !== (one.orderId === undefined),
  'Name an invoiceId or an orderId, and not both.',
);
export type AllocationInput = z.infer<typeof AllocationInput>;

/** What POST /v1/payments takes. Without `allocations` it is matched by itself. */
export const PaymentInput = lazyStrictObject(() => ({
  amount: Amount,
  currency: CurrencyCode,
  receivedOn: z.iso.date(),
  method: z.enum(['bank_transfer', 'card', 'direct_debit', 'cash', 'other']),
  reference: plainText(500).optional(),
  payer: z.strictObject({ name: plainText(200).optional(), iban: plainText(42).optional() }).optional(),
  customerId: z.string().check(z.minLength(1), z.maxLength(64)).optional(),
  allocations: z.array(AllocationInput).min(1).max(100).optional(),
}));
export type PaymentInput = z.infer<typeof PaymentInput>;

/**
 * Part of a payment on an invoice. `confidence` 0 to 1, `reason` in words. `discount` is settled beside the amount
 * without money: a rounding difference, negative when the customer paid a few cents more than the invoice.
 */
export const Allocation = lazyObject(() => ({
  invoiceId: z.string(),
  amount: z.int(),
  discount: z.int().optional(),
  confidence: z.number(),
  reason: z.string(),
}));
export type Allocation = z.infer<typeof Allocation>;

/** What is known of a payment. amount = applied + unapplied + refunded. */
const RecordedPayment = lazyObject(() => ({
  id: z.string(),
  status: PaymentStatus,
  customerId: z.string().nullable(),
  currency: CurrencyCode,
  amount: z.int(),
  applied: z.int(),
  unapplied: z.int(),
  refunded: z.int(),
  receivedOn: z.iso.date(),
  method: z.string(),
  reference: z.string().optional(),
  payer: z.object({ name: z.string().optional(), iban: z.string().optional() }).optional(),
  allocations: z.array(Allocation),
  refunds: z.array(Refund).default([]),
  recordedAt: z.iso.datetime(),
  version: z.int().positive(),
}));

/** A payment as GET /v1/payments/{id} answers it. */
export const Payment = lazyObject(() => ({ ...RecordedPayment.shape, nextActions: z.array(NextAction) }));
export type Payment = z.infer<typeof Payment>;

export const StoredPayment = lazyObject(() => ({
  ...RecordedPayment.shape,
  /** Allocations decided and not yet carried out: a payment over many invoices takes several transactions. */
  pending: z.array(Allocation),
  /** Meant for an order whose invoice is still to come. */
  forOrders: z.array(z.object({ orderId: z.string(), amount: z.int() })),
  /** Allocations that were taken back, and when: a later one to the same invoice is not booked before that day. */
  undone: z.array(z.object({ invoiceId: z.string(), on: z.iso.date() })).default([]),
  correlationId: z.string(),
  sequence: z.int(),
}));
export type StoredPayment = z.infer<typeof StoredPayment>;

/** Status from the amounts. */
export const paymentStatusOf = (payment: Pick<StoredPayment, 'applied' | 'unapplied'>): PaymentStatus => {
  if (payment.applied === 0) return 'unapplied';
  return payment.unapplied === 0 ? 'applied' : 'partially_applied';
};
