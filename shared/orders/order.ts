import * as z from 'zod';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';
import { CreditDecision, CreditRelease } from '../credit/credit.ts';
import { AddressInput, PaymentTerms } from '../customers/customer.ts';
import { TaxCategoryCode } from '../invoices/invoice.ts';
import { NextAction } from '../next-actions/next-action.ts';
import { Code, CurrencyCode, multilineText, Percent, plainText, Price } from '../products/product.ts';
import { ProductTaxCategory } from '../tax/tax-rates.ts';
import { Address } from '../tenant.ts';
import { Cancellation, CancelIntent } from './cancellation.ts';

export const OrderStatus = z.enum([
  'rejected',
  'cancelled',
  'credit_hold',
  'completed',
  'shipped',
  'backordered',
  'fulfilling',
  'accepted',
]);
export type OrderStatus = z.infer<typeof OrderStatus>;

export const PaymentStatus = z.enum(['not_invoiced', 'open', 'partially_paid', 'paid', 'written_off']);
export type PaymentStatus = z.infer<typeof PaymentStatus>;

/** What POST /v1/orders takes. `unitPrice`, `discountPercent` and `paymentTerms` need the scope orders.override. */
export const OrderInput = lazyStrictObject(() => ({
  customerId: z.string().check(z.minLength(1), z.maxLength(64)),
  currency: CurrencyCode,
  lines: z
    .array(
      z.strictObject({
        sku: Code,
        quantity: z.int().check(z.gte(1), z.lte(1_000_000)),
        unitPrice: Price.optional(),
        discountPercent: Percent.optional(),
        overrideReason: plainText(200).optional(),
      }),
    )
    .min(1)
    .max(100),
  shippingAddress: AddressInput.optional(),
  purchaseOrderNumber: plainText(100).optional(),
  requestedDeliveryDate: z.iso.date().optional(),
  channel: z.enum(['storefront', 'sales']).default('storefront'),
  shippingPreference: z.enum(['cheapest', 'fastest', 'balanced']).optional(),
  paymentTerms: PaymentTerms.optional(),
  note: multilineText(2000).optional(),
}));
export type OrderInput = z.output<typeof OrderInput>;

/** A line as the contract shows it. Amounts in minor units; pieces are counted per stage. */
export const OrderLine = lazyObject(() => ({
  lineId: z.string(),
  sku: Code,
  name: z.string(),
  quantity: z.int(),
  unitPrice: z.int(),
  /** Code of the price list that gave the unit price; absent where the catalogue or an override did. */
  priceList: Code.optional(),
  discountPercent: z.number(),
  /** Why price or discount are not the agreed ones. */
  overrideReason: z.string().optional(),
  taxCategory: ProductTaxCategory,
  taxRate: z.number(),
  net: z.int(),
  tax: z.int(),
  gross: z.int(),
  reserved: z.int(),
  shipped: z.int(),
  invoiced: z.int(),
  cancelled: z.int(),
  returned: z.int(),
}));

/** Pieces reserved in a warehouse; without `fulfillmentId` they wait for the next pick list of that warehouse. */
export const Reservation = lazyObject(() => ({
  warehouse: Code,
  quantity: z.int().positive(),
  fulfillmentId: z.string().optional(),
}));
export type Reservation = z.infer<typeof Reservation>;

export const StoredLine = lazyObject(() => ({
  ...OrderLine.shape,
  kind: z.enum(['goods', 'service']),
  stockTracked: z.boolean(),
  weightGrams: z.int(),
  /** What a piece would have cost without the override of its price. */
  agreedUnitPrice: z.int().optional(),
  taxCode: TaxCategoryCode,
  taxReason: z.string().optional(),
  reservations: z.array(Reservation),
  /** Pieces announced to come back that have not arrived yet. */
  returning: z.int().default(0),
  /** In the queue for stock of its sku. */
  waiting: z.boolean(),
}));
export type StoredLine = z.infer<typeof StoredLine>;

/** Pieces summed over all lines: enough to derive the status without reading the lines. */
export const Counts = lazyObject(() => ({
  ordered: z.int(),
  cancelled: z.int(),
  shipped: z.int(),
  invoiced: z.int(),
  reserved: z.int(),
  /** Open pieces that need no stock: services. */
  needsNoStock: z.int(),
}));
export type Counts = z.infer<typeof Counts>;

export const InvoiceOfOrder = lazyObject(() => ({
  invoiceId: z.string(),
  status: z.enum(['open', 'partially_paid', 'paid', 'credited', 'written_off']),
  dueDate: z.iso.date(),
}));

/** An invoice of a payment in advance: per rate group what it taxed, and how much of that later invoices deducted. */
export const PrepaymentInvoiceOfOrder = lazyObject(() => ({
  invoiceId: z.string(),
  number: z.string(),
  /** Minor units. */
  groups: z.array(
    z.object({ category: TaxCategoryCode, rate: z.number(), base: z.int(), tax: z.int(), deducted: z.int() }),
  ),
}));
export type PrepaymentInvoiceOfOrder = z.infer<typeof PrepaymentInvoiceOfOrder>;

/** The order's header as stored. */
export const StoredOrder = lazyObject(() => ({
  id: z.string(),
  number: z.string(),
  status: OrderStatus,
  customerId: z.string(),
  currency: CurrencyCode,
  channel: z.enum(['storefront', 'sales']),
  totals: z.object({ net: z.int(), shipping: z.int(), tax: z.int(), gross: z.int(), discount: z.int() }),
  shippingAddress: Address,
  purchaseOrderNumber: z.string().optional(),
  requestedDeliveryDate: z.iso.date().optional(),
  shippingPreference: z.enum(['cheapest', 'fastest', 'balanced']).optional(),
  note: z.string().optional(),
  placedAt: z.iso.datetime(),
  paymentStatus: PaymentStatus,
  credit: CreditDecision,
  /** What a reviewer has approved of it. */
  release: CreditRelease.optional(),
  /** Terms as they were when the order was placed. */
  terms: PaymentTerms,
  counts: Counts,
  /** Of which version of the order each chunk of lines is: a reader sees whether it caught all of one version. */
  chunkVersions: z.array(z.int()),
  /** What this order counts in its customer's exposure as not yet invoiced. */
  exposure: z.int(),
  /** Reserved pieces wait for a pick list that nobody opens, or goods that need no stock for a warehouse. */
  listsDue: z.boolean().default(false),
  /** Credit does not let it have what it has still reserved. */
  givingBack: z.boolean().default(false),
  /** Reservation was tried for every line at least once. */
  reservationTried: z.boolean(),
  /** Warehouse → its unshipped fulfillment. */
  openFulfillments: z.record(z.string(), z.string()),
  fulfillmentIds: z.array(z.string()),
  shipmentIds: z.array(z.string()),
  uninvoicedShipmentIds: z.array(z.string()),
  invoices: z.array(InvoiceOfOrder),
  /** Payments made for this order before its invoice, oldest first. */
  prepaymentIds: z.array(z.string()),
  /** It is to be paid in advance: its customer has no terms. */
  prepayment: z.boolean().default(false),
  /** Invoices of what was paid in advance, oldest first. */
  prepaymentInvoices: z.array(PrepaymentInvoiceOfOrder).default([]),
  /** What of it was announced to come back, oldest first. */
  returnIds: z.array(z.string()).default([]),
  /** The return it was placed in exchange for. */
  exchangeFor: z.string().optional(),
  /** A cancellation of several transactions that is under way. */
  cancelling: CancelIntent.optional(),
  /** What was cancelled, when and why. */
  cancellations: z.array(Cancellation).default([]),
  /** The requested day of which the customer was told that it has passed. */
  lateFor: z.iso.date().optional(),
  /** From which day on it should have been shipped when the seller was reminded of it. */
  unshippedFor: z.iso.date().optional(),
  /** How many executions of the lifecycle were started for it. */
  lifecycle: z.object({ run: z.int() }),
  correlationId: z.string(),
  version: z.int().positive(),
  sequence: z.int(),
}));
export type StoredOrder = z.infer<typeof StoredOrder>;

/** An order as GET /v1/orders/{id} answers it. */
export const Order = lazyObject(() => ({
  ...StoredOrder.pick({
    id: true,
    number: true,
    status: true,
    customerId: true,
    currency: true,
    channel: true,
    totals: true,
    shippingAddress: true,
    purchaseOrderNumber: true,
    requestedDeliveryDate: true,
    shippingPreference: true,
    note: true,
    placedAt: true,
    paymentStatus: true,
    credit: true,
    exchangeFor: true,
    version: true,
  }).shape,
  lines: z.array(OrderLine),
  paymentTerms: PaymentTerms,
  nextActions: z.array(NextAction),
}));
export type Order = z.infer<typeof Order>;

/** Header and lines together: what verbs load, change and save. */
export interface OrderState {
  header: StoredOrder;
  lines: StoredLine[];
}
