import * as z from 'zod';
import { lazyObject } from '../lazy-object.ts';

/**
 * Every event type and the shape of its `data`. Declared once: writing an event checks against it, GET /v1/event-types
 * and docs/events.md are made from it. `data` carries ids, amounts (minor units), statuses and names of changed
 * fields, never contact data.
 */
const id = z.lazy(() => z.string().min(1));
const minor = z.lazy(() => z.int());
const quantity = z.lazy(() => z.int());
const date = z.lazy(() => z.string().regex(/^\d{4}-\d{2}-\d{2}$/));
const currency = z.lazy(() => z.string().length(3));
const terms = lazyObject(() => ({
  netDays: z.int(),
  earlyPayment: z.object({ percent: z.number(), withinDays: z.int() }).optional(),
}));
const changed = lazyObject(() => ({ changed: z.array(z.string()) }));

const orderFacts = lazyObject(() => ({ orderId: id, customerId: id, status: z.string(), currency, gross: minor }));
const orderMoved = lazyObject(() => ({
  ...orderFacts.shape,
  reason: z.string().optional(),
  reasonCodes: z.array(z.string()).optional(),
}));
const fulfillmentFacts = lazyObject(() => ({ fulfillmentId: id, orderId: id, warehouse: id, status: z.string() }));
const fulfillmentMoved = lazyObject(() => ({ ...fulfillmentFacts.shape, pieces: quantity }));
const shipmentFacts = lazyObject(() => ({
  shipmentId: id,
  orderId: id,
  fulfillmentId: id.nullable(),
  status: z.string(),
  pieces: quantity,
}));
const invoiceFacts = lazyObject(() => ({
  invoiceId: id,
  number: id,
  customerId: id,
  orderIds: z.array(id),
  status: z.string(),
  currency,
  gross: minor,
  due: minor,
}));
const invoiceIssued = lazyObject(() => ({
  ...invoiceFacts.shape,
  series: id,
  issueDate: date,
  dueDate: date,
  shipmentIds: z.array(id),
}));
const creditNoteFacts = lazyObject(() => ({
  creditNoteId: id,
  number: id,
  invoiceId: id,
  customerId: id,
  currency,
  gross: minor,
}));
/** `pieces`: those the event is about. */
const returnFacts = lazyObject(() => ({
  returnId: id,
  orderId: id,
  customerId: id,
  status: z.string(),
  pieces: quantity,
}));
const paymentFacts = lazyObject(() => ({
  paymentId: id,
  customerId: id.nullable(),
  status: z.string(),
  currency,
  amount: minor,
  applied: minor,
  unapplied: minor,
}));
const paymentApplied = lazyObject(() => ({
  ...paymentFacts.shape,
  allocations: z.array(
    z.object({
      invoiceId: id,
      amount: minor,
      discount: minor.optional(),
      confidence: z.number(),
      reason: z.string(),
    }),
  ),
}));

const importFacts = lazyObject(() => ({
  importId: id,
  kind: z.string(),
  rows: quantity,
  created: quantity,
  updated: quantity,
  unchanged: quantity,
  refused: quantity,
}));

export const eventTypes = {
  'product.created': lazyObject(() => ({ sku: id })),
  'product.updated': lazyObject(() => ({ ...changed.shape, sku: id })),
  'price_list.changed': lazyObject(() => ({
    ...changed.shape,
    priceList: id,
    customerId: id.optional(),
    customerGroup: id.optional(),
    active: z.boolean(),
    prices: quantity,
  })),
  'warehouse.created': lazyObject(() => ({ warehouse: id })),
  'warehouse.updated': lazyObject(() => ({ ...changed.shape, warehouse: id })),

  'customer.created': lazyObject(() => ({ customerId: id })),
  'customer.updated': lazyObject(() => ({ ...changed.shape, customerId: id })),
  'customer.erased': lazyObject(() => ({ customerId: id })),
  'credit.limit_changed': lazyObject(() => ({ customerId: id, limit: minor, previousLimit: minor, currency })),
  'credit.hold_changed': lazyObject(() => ({ customerId: id, hold: z.string(), previousHold: z.string() })),

  'credit.group_changed': lazyObject(() => ({
    customerId: id,
    parentCustomerId: id.nullable(),
    previousParentCustomerId: id.nullable(),
  })),
  /** Score and grade are null while no invoice of the customer is settled. */
  'credit.scored': lazyObject(() => ({
    customerId: id,
    score: z.number().nullable(),
    grade: z.string().nullable(),
    previousScore: z.number().nullable(),
    invoices: quantity,
    invoiceId: id,
  })),

  'order.received': lazyObject(() => ({ ...orderFacts.shape, number: id, channel: z.string() })),
  // An order that was accepted before names what it gives back.
  'order.held': lazyObject(() => ({
    ...orderMoved.shape,
    lines: z.array(z.object({ lineId: id, sku: id, quantity })).optional(),
  })),
  'order.overridden': lazyObject(() => ({
    orderId: id,
    customerId: id,
    currency,
    lines: z.array(
      z.object({ lineId: id, sku: id, unitPriceFrom: minor, unitPriceTo: minor, discountPercent: z.number() }),
    ),
    paymentTerms: z.object({ from: terms, to: terms }).optional(),
  })),
  'order.accepted': orderMoved,
  'order.rejected': orderMoved,
  'order.backordered': orderMoved,
  'order.fulfilling': orderMoved,
  'order.shipped': orderMoved,
  'order.completed': orderMoved,
  'order.reopened': orderMoved,
  'order.cancelled': lazyObject(() => ({
    ...orderMoved.shape,
    lines: z.array(z.object({ lineId: id, sku: id.optional(), quantity })),
  })),
  'order.amended': lazyObject(() => ({
    ...orderMoved.shape,
    lines: z.array(z.object({ lineId: id, sku: id, quantity, previousQuantity: quantity })),
  })),
  'order.late': lazyObject(() => ({ ...orderFacts.shape, requestedFor: date, unshipped: quantity })),
  'order.unshipped': lazyObject(() => ({ ...orderFacts.shape, since: date, days: quantity, unshipped: quantity })),
  'order.changed': lazyObject(() => ({ ...changed.shape, orderId: id, customerId: id })),

  'stock.moved': lazyObject(() => ({
    sku: id,
    warehouse: id,
    quantity,
    reason: z.string(),
    onHand: quantity,
    orderId: id.optional(),
    fulfillmentId: id.optional(),
    returnId: id.optional(),
  })),
  'stock.low': lazyObject(() => ({ sku: id, warehouse: id, available: quantity })),

  'fulfillment.created': fulfillmentMoved,
  'fulfillment.picked': fulfillmentMoved,
  'fulfillment.packed': lazyObject(() => ({ ...fulfillmentMoved.shape, packages: quantity, weightGrams: quantity })),
  'fulfillment.checked': fulfillmentMoved,
  'fulfillment.quality_failed': fulfillmentMoved,
  'fulfillment.shipped': lazyObject(() => ({ ...fulfillmentMoved.shape, shipmentId: id })),
  'fulfillment.cancelled': fulfillmentMoved,

  'shipment.dispatched': shipmentFacts,
  'shipment.in_transit': shipmentFacts,
  'shipment.delivered': shipmentFacts,
  'shipment.exception': shipmentFacts,
  'shipment.returned': shipmentFacts,

  'invoice.issued': invoiceIssued,
  'invoice.rendered': lazyObject(() => ({ ...invoiceFacts.shape, pdfSha256: z.string() })),
  'invoice.emailed': invoiceFacts,
  'invoice.partially_paid': invoiceFacts,
  'invoice.paid': invoiceFacts,
  'invoice.reopened': invoiceFacts,
  'invoice.credited': invoiceFacts,
  'invoice.overdue': lazyObject(() => ({ ...invoiceFacts.shape, dueDate: date, daysOverdue: quantity })),
  'invoice.written_off': invoiceFacts,
  'credit_note.issued': creditNoteFacts,
  'credit_note.rendered': lazyObject(() => ({ ...creditNoteFacts.shape, pdfSha256: z.string() })),
  'credit_note.emailed': creditNoteFacts,
  'credit_note.changed': lazyObject(() => ({ ...changed.shape, creditNoteId: id, customerId: id })),
  'credit_note.refunded': lazyObject(() => ({
    ...creditNoteFacts.shape,
    refundId: id,
    amount: minor,
    refunded: minor,
  })),
  'credit_note.applied': lazyObject(() => ({
    creditNoteId: id,
    invoiceId: id,
    customerId: id,
    currency,
    amount: minor,
  })),
  'debit_note.issued': lazyObject(() => ({ debitNoteId: id, number: id, customerId: id, currency, gross: minor })),

  'return.requested': returnFacts,
  'return.received': lazyObject(() => ({ ...returnFacts.shape, sellable: quantity, damaged: quantity })),
  'return.cancelled': returnFacts,
  'return.credited': lazyObject(() => ({ ...returnFacts.shape, creditNoteId: id, invoiceId: id })),
  'return.exchanged': lazyObject(() => ({ ...returnFacts.shape, exchangeOrderId: id })),
  'return.changed': lazyObject(() => ({ ...changed.shape, returnId: id, orderId: id, customerId: id })),

  'payment.received': lazyObject(() => ({ ...paymentFacts.shape, method: z.string(), receivedOn: date })),
  'payment.applied': paymentApplied,
  'payment.unapplied': lazyObject(() => ({ ...paymentFacts.shape, invoiceId: id, amountUnapplied: minor })),
  'payment.reversed': paymentFacts,
  'payment.changed': lazyObject(() => ({ ...changed.shape, paymentId: id, customerId: id.nullable() })),
  'payment.refunded': lazyObject(() => ({ ...paymentFacts.shape, refundId: id, refunded: minor })),

  'promise.made': lazyObject(() => ({ invoiceId: id, date, amount: minor })),
  'promise.kept': lazyObject(() => ({ invoiceId: id, date })),
  'promise.broken': lazyObject(() => ({ invoiceId: id, date })),
  'dispute.opened': lazyObject(() => ({ invoiceId: id, disputeId: id })),
  'dispute.resolved': lazyObject(() => ({ invoiceId: id, disputeId: id })),
  'dunning.step_taken': lazyObject(() => ({
    invoiceId: id,
    customerId: id,
    step: id,
    channel: z.string(),
    due: minor,
    currency,
  })),
  'dunning.paused': lazyObject(() => ({ invoiceId: id, reason: z.string() })),
  'dunning.resumed': lazyObject(() => ({ invoiceId: id })),
  'dunning.handed_over': lazyObject(() => ({ invoiceId: id, to: z.string() })),
  'import.started': importFacts,
  'import.progressed': importFacts,
  'import.completed': importFacts,
  'import.refused': lazyObject(() => ({ ...importFacts.shape, code: z.string() })),
  'bank_statement.imported': lazyObject(() => ({ statementId: id, entries: quantity, matched: quantity })),
  'email.failed': lazyObject(() => ({ about: id, mail: z.string(), reason: z.string() })),
} as const;

export type EventType = keyof typeof eventTypes;
export type EventData<T extends EventType> = z.infer<(typeof eventTypes)[T]>;
const EventTypeName = lazyObject(() => eventTypes).keyof();
export const eventTypeNames: readonly EventType[] = EventTypeName.options;

/** The envelope: `detail` of every event on the bus, and an item of GET /v1/events and of a timeline. */
export const CobroEvent = lazyObject(() => ({
  id: z.string().startsWith('evt_'),
  type: EventTypeName,
  version: z.literal(1),
  tenant: z.string(),
  occurredAt: z.iso.datetime(),
  subject: z.string(),
  /** Counts per subject from 1, without gaps. */
  sequence: z.int().positive(),
  correlationId: z.string(),
  causationId: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
}));
export type CobroEvent = z.infer<typeof CobroEvent>;
