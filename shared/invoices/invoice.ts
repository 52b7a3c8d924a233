import * as z from 'zod';
import { lazyObject } from '../lazy-object.ts';
import { NextAction } from '../next-actions/next-action.ts';
import { Address, Language } from '../tenant.ts';

const Minor = z.int();
const CalendarDate = z.iso.date();

/** UNCL5305 duty or tax category codes as EN 16931 uses them. */
export const TaxCategoryCode = z.enum(['S', 'Z', 'E', 'AE', 'K', 'G', 'O']);
export type TaxCategoryCode = z.infer<typeof TaxCategoryCode>;

export const InvoiceStatus = z.enum(['open', 'partially_paid', 'paid', 'credited', 'written_off']);
export type InvoiceStatus = z.infer<typeof InvoiceStatus>;

const Party = lazyObject(() => ({
  name: z.string(),
  taxId: z.string().optional(),
  email: z.string().optional(),
  address: Address,
}));

export const InvoiceLine = lazyObject(() => ({
  line: z.int().positive(),
  description: z.string(),
  /** Absent on the line that carries the shipping charge, and on those of a prepayment. */
  sku: z.string().optional(),
  orderId: z.string().optional(),
  lineId: z.string().optional(),
  shipmentId: z.string().optional(),
  /** On a line that deducts what was invoiced in advance: the invoice that did. Its quantity is -1. */
  prepaymentInvoiceId: z.string().optional(),
  quantity: z.int(),
  /** Minor units, without tax. */
  unitPrice: Minor,
  discountPercent: z.number(),
  taxCategory: TaxCategoryCode,
  /** Percent: 21 = 21 %. */
  taxRate: z.number(),
  /** Minor units, after discount. */
  net: Minor,
}));
export type InvoiceLine = z.infer<typeof InvoiceLine>;

export const TaxGroup = lazyObject(() => ({
  category: TaxCategoryCode,
  rate: z.number(),
  base: Minor,
  tax: Minor,
  /** Why no tax is charged, in words, where the law wants it said. */
  reason: z.string().optional(),
}));
export type TaxGroup = z.infer<typeof TaxGroup>;

/** What stands on an issued invoice. All amounts in minor units of `currency`. */
const IssuedInvoice = lazyObject(() => ({
  id: z.string().startsWith('inv_'),
  number: z.string(),
  series: z.string(),
  type: z.enum(['invoice', 'prepayment']),
  status: InvoiceStatus,
  orderIds: z.array(z.string()),
  shipmentIds: z.array(z.string()),
  customerId: z.string(),
  /** Seller and buyer as they were on the day of issue. */
  seller: Party,
  buyer: Party,
  issueDate: CalendarDate,
  supplyDate: CalendarDate,
  dueDate: CalendarDate,
  instalments: z.array(z.object({ dueDate: CalendarDate, amount: Minor, due: Minor })),
  currency: z.string(),
  lines: z.array(InvoiceLine),
  taxBreakdown: z.array(TaxGroup),
  totals: z.object({
    net: Minor,
    tax: Minor,
    gross: Minor,
    paid: Minor,
    credited: Minor,
    discounted: Minor,
    writtenOff: Minor,
    due: Minor,
  }),
  earlyPayment: z.object({ percent: z.number(), until: CalendarDate }).optional(),
  /** null until the PDF is rendered, seconds after the issue. */
  pdfSha256: z.string().nullable(),
  /** Hash of the invoice before this one in the series; null for the first. */
  previousHash: z.string().nullable(),
  hash: z.string(),
  version: z.int().positive(),
}));

/** An invoice as GET /v1/invoices/{id} answers it. */
export const Invoice = lazyObject(() => ({ ...IssuedInvoice.shape, nextActions: z.array(NextAction) }));
export type Invoice = z.infer<typeof Invoice>;

/** The buyer's purchase order number, the language and more travel beside the contract's fields: documents and mails use them. */
export const InvoiceDocument = lazyObject(() => ({
  ...IssuedInvoice.shape,
  language: Language,
  orderNumbers: z.array(z.string()),
  purchaseOrderNumber: z.string().optional(),
  /** The part of `totals.discounted` that is a rounding difference, no discount; negative when more was paid. */
  rounding: Minor.default(0),
}));
export type InvoiceDocument = z.infer<typeof InvoiceDocument>;
