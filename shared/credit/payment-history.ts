import * as z from 'zod';
import { lazyObject } from '../lazy-object.ts';
import { daysBetween, later } from '../dates.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import type { StoredPayment } from '../payments/payment.ts';

/** So late counts as not paid at all: an invoice that is written off, and whatever was paid after this many days. */
export const mostDaysLate = 90;

/** How one settled invoice was paid. */
export const SettledInvoice = lazyObject(() => ({
  invoiceId: z.string(),
  issueDate: z.iso.date(),
  dueDate: z.iso.date(),
  /** The day the last of its payments was received; absent when it was written off. */
  settledOn: z.iso.date().optional(),
  /** Gross less what was credited, minor units. */
  amount: z.int().positive(),
  /** Whole days after the due date, 0 when it was paid by then. */
  daysLate: z.int().check(z.gte(0), z.lte(mostDaysLate)),
}));
export type SettledInvoice = z.infer<typeof SettledInvoice>;

type Facts = Pick<StoredInvoice, 'id' | 'issueDate' | 'dueDate' | 'status' | 'totals'>;

/**
 * What an invoice says of its payer, from its state alone; undefined while something is due, and of one of which nothing
 * had to be paid. Paid is paid on the day the money was received, not the day it was recorded or allocated.
 */
export const settledInvoiceOf = (
  { id, issueDate, dueDate, status, totals }: Facts,
  payments: readonly Pick<StoredPayment, 'receivedOn'>[],
): SettledInvoice | undefined => {
  const amount = totals.gross - totals.credited;
  if (totals.due !== 0 || amount <= 0) return undefined;
  const about = { invoiceId: id, issueDate, dueDate, amount };
  if (status === 'written_off') return { ...about, daysLate: mostDaysLate };
  if (payments.length === 0) return undefined;
  const settledOn = payments.map((one) => one.receivedOn).reduce(later, issueDate);
  const daysLate = Math.min(mostDaysLate, Math.max(0, daysBetween(dueDate, settledOn)));
  return { ...about, settledOn, daysLate };
};
