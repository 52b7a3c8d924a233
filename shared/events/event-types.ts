import * as z from 'zod';

/**
 * Every event type and the shape of its `data`. Declared once: writing an event checks against it, GET /v1/event-types
 * and docs/events.md are made from it. `data` carries ids, amounts (minor units), statuses and names of changed
 * fields, never contact data.
 */
const id = z.string().min(1);
const minor = z.int();
const quantity = z.int();
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const currency = z.string().length(3);
const terms = z.object({
  netDays: z.int(),
  earlyPayment: z.object({ percent: z.number(), withinDays: z.int() }).optional(),
});
const changed = z.object({ changed: z.array(z.string()) });

const orderFacts = z.object({ orderId: id, customerId: id, status: z.string(), currency, gross: minor });
const orderMoved = orderFacts.extend({ reason: z.string().optional(), reasonCodes: z.array(z.string()).optional() });
const fulfillmentFacts = z.object({ fulfillmentId: id, orderId: id, warehouse: id, status: z.string() });
const fulfillmentMoved = fulfillmentFacts.extend({ pieces: quantity });
const shipmentFacts = z.object({
  shipmentId: id,
  orderId: id,
  fulfillmentId: id.nullable(),
  status: z.string(),
  pieces: quantity,
});
const invoiceFacts = z.object({
  invoiceId: id,
  number: id,
  customerId: id,
  orderIds: z.array(id),
  status: z.string(),
  currency,
  gross: minor,
  due: minor,
});
const invoiceIssued = invoiceFacts.extend({ series: id, issueDate: date, dueDate: date, shipmentIds: z.array(id) });
const creditNoteFacts = z.object({
  creditNoteId: id,
  number: id,
  invoiceId: id,
  customerId: id,
  currency,
  gross: minor,
});
/** `pieces`: those the event is about. */
const returnFacts = z.object({ returnId: id, orderId: id, customerId: id, status: z.string(), pieces: quantity });
const paymentFacts = z.object({
  paymentId: id,
  customerId: id.nullable(),
  status: z.string(),
  currency,
  amount: minor,
  applied: minor,
  unapplied: minor,
});
const paymentApplied = paymentFacts.extend({
  allocations: z.array(
    z.object({
      invoiceId: id,
      amount: minor,
      discount: minor.optional(),
      confidence: z.number(),
      reason: z.string(),
    }),
  ),
});

const importFacts = z.object({
  importId: id,
  kind: z.string(),
  rows: quantity,
  created: quantity,
  updated: quantity,
  unchanged: quantity,
  refused: quantity,
});

export const eventTypes = {
  'product.created': z.object({ sku: id }),
  'product.updated': changed.extend({ sku: id }),
  'price_list.changed': changed.extend({
    priceList: id,
    customerId: id.optional(),
    customerGroup: id.optional(),
    active: z.boolean(),
    prices: quantity,
  }),
  'warehouse.created': z.object({ warehouse: id }),
  'warehouse.updated': changed.extend({ warehouse: id }),

  'customer.created': z.object({ customerId: id }),
  'customer.updated': changed.extend({ customerId: id }),
  'customer.erased': z.object({ customerId: id }),
  'credit.limit_changed': z.object({ customerId: id, limit: minor, previousLimit: minor, currency }),
  'credit.hold_changed': z.object({ customerId: id, hold: z.string(), previousHold: z.string() }),

  'credit.group_changed': z.object({
    customerId: id,
    parentCustomerId: id.nullable(),
    previousParentCustomerId: id.nullable(),
  }),
  /** Score and grade are null while no invoice of the customer is settled. */
  'credit.scored': z.object({
    customerId: id,
    score: z.number().nullable(),
    grade: z.string().nullable(),
    previousScore: z.number().nullable(),
    invoices: quantity,
    invoiceId: id,
  }),

  'order.received': orderFacts.extend({ number: id, channel: z.string() }),
  // An order that was accepted before names what it gives back.
  'order.held': orderMoved.extend({ lines: z.array(z.object({ lineId: id, sku: id, quantity })).optional() }),
  'order.overridden': z.object({
    orderId: id,
    customerId: id,
    currency,
    lines: z.array(
      z.object({ lineId: id, sku: id, unitPriceFrom: minor, unitPriceTo: minor, discountPercent: z.number() }),
    ),
    paymentTerms: z.object({ from: terms, to: terms }).optional(),
  }),
  'order.accepted': orderMoved,
  'order.rejected': orderMoved,
  'order.backordered': orderMoved,
  'order.fulfilling': orderMoved,
  'order.shipped': orderMoved,
  'order.completed': orderMoved,
  'order.reopened': orderMoved,
  'order.cancelled': orderMoved.extend({ lines: z.array(z.object({ lineId: id, sku: id.optional(), quantity })) }),
  'order.amended': orderMoved.extend({
    lines: z.array(z.object({ lineId: id, sku: id, quantity, previousQuantity: quantity })),
  }),
  'order.late': orderFacts.extend({ requestedFor: date, unshipped: quantity }),
  'order.unshipped': orderFacts.extend({ since: date, days: quantity, unshipped: quantity }),
  'order.changed': changed.extend({ orderId: id, customerId: id }),

  'stock.moved': z.object({
    sku: id,
    warehouse: id,
    quantity,
    reason: z.string(),
    onHand: quantity,
    orderId: id.optional(),
    fulfillmentId: id.optional(),
    returnId: id.optional(),
  }),
  'stock.low': z.object({ sku: id, warehouse: id, available: quantity }),

  'fulfillment.created': fulfillmentMoved,
  'fulfillment.picked': fulfillmentMoved,
  'fulfillment.packed': fulfillmentMoved.extend({ packages: quantity, weightGrams: quantity }),
  'fulfillment.checked': fulfillmentMoved,
  'fulfillment.quality_failed': fulfillmentMoved,
  'fulfillment.shipped': fulfillmentMoved.extend({ shipmentId: id }),
  'fulfillment.cancelled': fulfillmentMoved,

  'shipment.dispatched': shipmentFacts,
  'shipment.in_transit': shipmentFacts,
  'shipment.delivered': shipmentFacts,
  'shipment.exception': shipmentFacts,
  'shipment.returned': shipmentFacts,

  'invoice.issued': invoiceIssued,
  'invoice.rendered': invoiceFacts.extend({ pdfSha256: z.string() }),
  'invoice.emailed': invoiceFacts,
  'invoice.partially_paid': invoiceFacts,
  'invoice.paid': invoiceFacts,
  'invoice.reopened': invoiceFacts,
  'invoice.credited': invoiceFacts,
  'invoice.overdue': invoiceFacts.extend({ dueDate: date, daysOverdue: quantity }),
  'invoice.written_off': invoiceFacts,
  'credit_note.issued': creditNoteFacts,
  'credit_note.rendered': creditNoteFacts.extend({ pdfSha256: z.string() }),
  'credit_note.emailed': creditNoteFacts,
  'credit_note.changed': changed.extend({ creditNoteId: id, customerId: id }),
  'credit_note.refunded': creditNoteFacts.extend({ refundId: id, amount: minor, refunded: minor }),
  'credit_note.applied': z.object({ creditNoteId: id, invoiceId: id, customerId: id, currency, amount: minor }),
  'debit_note.issued': z.object({ debitNoteId: id, number: id, customerId: id, currency, gross: minor }),

  'return.requested': returnFacts,
  'return.received': returnFacts.extend({ sellable: quantity, damaged: quantity }),
  'return.cancelled': returnFacts,
  'return.credited': returnFacts.extend({ creditNoteId: id, invoiceId: id }),
  'return.exchanged': returnFacts.extend({ exchangeOrderId: id }),
  'return.changed': changed.extend({ returnId: id, orderId: id, customerId: id }),

  'payment.received': paymentFacts.extend({ method: z.string(), receivedOn: date }),
  'payment.applied': paymentApplied,
  'payment.unapplied': paymentFacts.extend({ invoiceId: id, amountUnapplied: minor }),
  'payment.reversed': paymentFacts,
  'payment.changed': changed.extend({ paymentId: id, customerId: id.nullable() }),
  'payment.refunded': paymentFacts.extend({ refundId: id, refunded: minor }),

  'promise.made': z.object({ invoiceId: id, date, amount: minor }),
  'promise.kept': z.object({ invoiceId: id, date }),
  'promise.broken': z.object({ invoiceId: id, date }),
  'dispute.opened': z.object({ invoiceId: id, disputeId: id }),
  'dispute.resolved': z.object({ invoiceId: id, disputeId: id }),
  'dunning.step_taken': z.object({
    invoiceId: id,
    customerId: id,
    step: id,
    channel: z.string(),
    due: minor,
    currency,
  }),
  'dunning.paused': z.object({ invoiceId: id, reason: z.string() }),
  'dunning.resumed': z.object({ invoiceId: id }),
  'dunning.handed_over': z.object({ invoiceId: id, to: z.string() }),
  'import.started': importFacts,
  'import.progressed': importFacts,
  'import.completed': importFacts,
  'import.refused': importFacts.extend({ code: z.string() }),
  'bank_statement.imported': z.object({ statementId: id, entries: quantity, matched: quantity }),
  'email.failed': z.object({ about: id, mail: z.string(), reason: z.string() }),
} as const;

export type EventType = keyof typeof eventTypes;
export type EventData<T extends EventType> = z.infer<(typeof eventTypes)[T]>;
const EventTypeName = z.object(eventTypes).keyof();
export const eventTypeNames: readonly EventType[] = EventTypeName.options;

/** The envelope: `detail` of every event on the bus, and an item of GET /v1/events and of a timeline. */
export const CobroEvent = z.object({
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
});
export type CobroEvent = z.infer<typeof CobroEvent>;
