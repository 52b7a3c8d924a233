import * as z from 'zod';
import { InvoiceDocument } from './invoice.ts';
import { lazyObject } from '../lazy-object.ts';

/** Dunning of an invoice: when it was marked overdue, and the steps taken. */
export const DunningState = lazyObject(() => ({
  overdueSince: z.iso.date().optional(),
  steps: z.array(z.object({ code: z.string(), takenAt: z.iso.datetime(), due: z.int() })),
}));

/** An invoice as stored: the document, what was paid on it, and where dunning stands. */
export const StoredInvoice = lazyObject(() => ({
  ...InvoiceDocument.shape,
  payments: z.array(z.object({ paymentId: z.string(), amount: z.int() })),
  /** Payments whose allocation was taken back: they stay part of the story. */
  formerPaymentIds: z.array(z.string()).default([]),
  dunning: DunningState,
  /** The day dunning looks at it next; absent when it never will again. */
  nextDunningOn: z.iso.date().optional(),
  emailedAt: z.iso.datetime().optional(),
  correlationId: z.string(),
  sequence: z.int(),
}));
export type StoredInvoice = z.infer<typeof StoredInvoice>;
