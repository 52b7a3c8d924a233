import * as z from 'zod';
import { lazyObject } from '../lazy-object.ts';
import { InvoiceDocument, TaxGroup } from './invoice.ts';

/** Dunning of an invoice: when it was marked overdue, and the steps taken. */
export const DunningState = lazyObject(() => ({
  overdueSince: z.iso.date().optional(),
  steps: z.array(z.object({ code: z.string(), takenAt: z.iso.datetime(), due: z.int() })),
}));

/** Pieces of an invoice line and their net, minor units. */
const Pieces = lazyObject(() => ({ quantity: z.int(), net: z.int() }));

/** What credit notes have taken back of a line. `from`: as it was when an amount was credited last, see plan-credit.ts. */
export const CreditedLine = lazyObject(() => ({ ...Pieces.shape, line: z.int().positive(), from: Pieces }));
export type CreditedLine = z.infer<typeof CreditedLine>;

/** What the credit notes of an invoice have taken back by now: never more than was invoiced, minor units. */
export const Credits = lazyObject(() => ({
  lines: z.array(CreditedLine),
  groups: z.array(TaxGroup.pick({ category: true, rate: true, base: true, tax: true })),
  gross: z.int(),
  /** Discounts taken back with it, because what was never paid is not given back. */
  discount: z.int(),
  noteIds: z.array(z.string()),
}));
export type Credits = z.infer<typeof Credits>;

/** Of an invoice without credit notes. */
export const noCredits: Credits = { lines: [], groups: [], gross: 0, discount: 0, noteIds: [] };

/** An invoice as stored: the document, what was paid on it, and where dunning stands. */
export const StoredInvoice = lazyObject(() => ({
  ...InvoiceDocument.shape,
  payments: z.array(z.object({ paymentId: z.string(), amount: z.int() })),
  /** Payments whose allocation was taken back: they stay part of the story. */
  formerPaymentIds: z.array(z.string()).default([]),
  /** What its credit notes took back. */
  credits: Credits.default(noCredits),
  /** What credit notes, its own or others of the customer, settled of it: the parts of `totals.credited`. */
  creditedBy: z.array(z.object({ creditNoteId: z.string(), amount: z.int() })).default([]),
  dunning: DunningState,
  /** The day dunning looks at it next; absent when it never will again. */
  nextDunningOn: z.iso.date().optional(),
  emailedAt: z.iso.datetime().optional(),
  /** When the mail with the invoice last failed to reach the customer. */
  mailFailedAt: z.iso.datetime().optional(),
  correlationId: z.string(),
  sequence: z.int(),
}));
export type StoredInvoice = z.infer<typeof StoredInvoice>;
