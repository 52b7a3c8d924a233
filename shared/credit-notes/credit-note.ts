import * as z from 'zod';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';
import { Invoice, InvoiceLine, TaxGroup } from '../invoices/invoice.ts';
import { Refund } from '../payments/refund.ts';
import { plainText } from '../products/product.ts';
import { Language, type Tenant } from '../tenant.ts';

const Minor = z.int();
const CalendarDate = z.iso.date();
/** As much as one document may be about. */
const Amount = z.int().check(z.gte(1), z.lte(1_000_000_000_000));

/** What POST /v1/invoices/{id}/credit-notes takes: pieces of lines, or a gross amount, or neither: all that is left. */
export const CreditNoteInput = lazyStrictObject(() => ({
  reason: plainText(500),
  lines: z
    .array(lazyStrictObject(() => ({ line: z.int().positive(), quantity: z.int().check(z.gte(1), z.lte(1_000_000)) })))
    .min(1)
    .max(200)
    .optional(),
  amount: Amount.optional(),
})).refine((one) => one.lines === undefined || one.amount === undefined, 'Name lines or an amount, and not both.');
export type CreditNoteInput = z.infer<typeof CreditNoteInput>;

/** What POST /v1/credit-notes/{id}/allocations takes. */
export const CreditNoteAllocationInput = lazyStrictObject(() => ({
  invoiceId: z.string().check(z.minLength(1), z.maxLength(64)),
  amount: Amount,
}));
export type CreditNoteAllocationInput = z.infer<typeof CreditNoteAllocationInput>;

/** What is credited of a line; without `invoiceLine` it is an amount on all lines of one rate. */
export const CreditNoteLine = lazyObject(() => ({ ...InvoiceLine.shape, invoiceLine: z.int().positive().optional() }));
export type CreditNoteLine = z.infer<typeof CreditNoteLine>;

/** An issued credit note. Amounts in minor units; totals.gross = applied + unapplied + refunded. */
export const CreditNote = lazyObject(() => ({
  id: z.string().startsWith('crn_'),
  number: z.string(),
  series: z.string(),
  invoiceId: z.string(),
  invoiceNumber: z.string(),
  invoiceDate: CalendarDate,
  orderIds: z.array(z.string()),
  returnId: z.string().optional(),
  customerId: z.string(),
  reason: z.string(),
  seller: Invoice.shape.seller,
  buyer: Invoice.shape.buyer,
  issueDate: CalendarDate,
  currency: z.string(),
  lines: z.array(CreditNoteLine),
  taxBreakdown: z.array(TaxGroup),
  totals: z.object({ net: Minor, tax: Minor, gross: Minor }),
  applied: Minor,
  unapplied: Minor,
  refunded: Minor,
  allocations: z.array(z.object({ invoiceId: z.string(), amount: Minor, on: CalendarDate })),
  refunds: z.array(Refund),
  pdfSha256: z.string().nullable(),
  /** Hash of the credit note before this one in the series; null for the first. */
  previousHash: z.string().nullable(),
  hash: z.string(),
  version: z.int().positive(),
}));
export type CreditNote = z.infer<typeof CreditNote>;

export const StoredCreditNote = lazyObject(() => ({
  ...CreditNote.shape,
  language: Language,
  orderNumbers: z.array(z.string()),
  emailedAt: z.iso.datetime().optional(),
  correlationId: z.string(),
  sequence: z.int(),
}));
export type StoredCreditNote = z.infer<typeof StoredCreditNote>;

/**
 * The pattern of the series of credit notes: the tenant's, else `CN` with a year where the invoices have one. Never the
 * series of the invoices: corrections are numbered by themselves (in Spain the law wants it, art. 6 RD 1619/2012).
 */
export const creditNoteSeriesOf = ({ creditNoteSeries, invoiceSeries }: Tenant): string => {
  if (creditNoteSeries !== undefined) return creditNoteSeries;
  const [prefix = '', ...year] = invoiceSeries.split('-');
  return [prefix === 'CN' ? 'CRN' : 'CN', ...year].join('-');
};
