import * as z from 'zod';
import { lazyStrictObject } from '../lazy-object.ts';

/**
 * How a tenant decides about credit, beside each customer's limit and hold. All of it is off unless the tenant's file
 * says otherwise. Amounts in minor units, gross.
 */
export const CreditPolicy = lazyStrictObject(() => ({
  /** An order is held while an invoice of the customer is due for more than so many days. */
  graceDaysOverdue: z.int().check(z.gte(0), z.lte(365)).optional(),
  /** It is rejected while an invoice is due for more than so many days. */
  rejectAfterDaysOverdue: z.int().check(z.gte(1), z.lte(3650)).optional(),
  /** Orders below this amount are approved without a look at limit and overdue invoices; they count all the same. */
  autoApproveBelow: z.int().check(z.gte(0), z.lte(1_000_000_000)).default(0),
  /** By so many percent an order that a reviewer has released may grow without being asked about again. */
  tolerancePercent: z.number().check(z.gte(0), z.lte(100)).default(0),
  /** Orders of customers without terms of their own wait for their payment in advance. */
  prepaymentWithoutTerms: z.boolean().default(false),
  /** A lower limit takes back the approval of orders not yet picked, newest first, until the exposure fits. */
  holdWhenLimitIsLowered: z.boolean().default(false),
  /** Invoices that fall overdue beyond the grace take back the approval of orders not yet picked. */
  holdWhenOverdue: z.boolean().default(false),
}));
export type CreditPolicy = z.infer<typeof CreditPolicy>;
