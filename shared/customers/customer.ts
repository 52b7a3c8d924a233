import * as z from 'zod';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';
import { Code, Percent, plainText } from '../products/product.ts';
import { CountryCode, Language } from '../tenant.ts';

export const AddressInput = lazyStrictObject(() => ({
  line1: plainText(200),
  line2: plainText(200).optional(),
  city: plainText(100),
  region: plainText(100).optional(),
  postalCode: plainText(20).optional(),
  country: CountryCode,
}));

/** netDays after the issue date; with an early-payment discount within so many days, if agreed. */
export const PaymentTerms = lazyStrictObject(() => ({
  netDays: z.int().check(z.gte(0), z.lte(365)),
  earlyPayment: z.strictObject({ percent: Percent, withinDays: z.int().check(z.gte(0), z.lte(365)) }).optional(),
}));
export type PaymentTerms = z.infer<typeof PaymentTerms>;

/** What POST /v1/customers takes. */
export const CustomerInput = lazyStrictObject(() => ({
  name: plainText(200),
  email: z.email().max(254),
  phone: plainText(50).optional(),
  language: Language,
  taxId: plainText(40).optional(),
  billingAddress: AddressInput,
  shippingAddress: AddressInput.optional(),
  paymentTerms: PaymentTerms.optional(),
  /** Price lists of this group hold for the customer. */
  priceGroup: Code.optional(),
}));
export type CustomerInput = z.infer<typeof CustomerInput>;

/** What PATCH /v1/customers/{id} takes: only what is to change. */
export const CustomerPatch = lazyStrictObject(() => ({
  ...CustomerInput.partial().shape,
  /** `null`: out of its group. */
  priceGroup: Code.nullable().optional(),
}));
export type CustomerPatch = z.infer<typeof CustomerPatch>;

export const Customer = lazyObject(() => ({
  ...CustomerInput.shape,
  id: z.string(),
  createdAt: z.iso.datetime(),
  /** The person was erased: what stands here names nobody, and no order can be placed. */
  erasedAt: z.iso.datetime().optional(),
  /** Codes of the active price lists that are for this customer alone. */
  priceLists: z.array(Code).optional(),
  version: z.int().positive(),
}));
export type Customer = z.infer<typeof Customer>;

/** A customer as stored: `sequence` counts its events; an erasure that was begun blocks orders and changes. */
export const StoredCustomer = lazyObject(() => ({
  ...Customer.shape,
  sequence: z.int(),
  erasure: z.object({ begunAt: z.iso.datetime(), reason: z.string() }).optional(),
}));
export type StoredCustomer = z.infer<typeof StoredCustomer>;
