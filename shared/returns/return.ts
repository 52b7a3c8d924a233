import * as z from 'zod';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';
import { Code, plainText } from '../products/product.ts';

/** Moves a return may make: from → what is allowed next. `receiving`: some of it has come. Anything else is 409. */
export const returnMoves = {
  requested: ['receiving', 'received', 'cancelled'],
  receiving: ['receiving', 'received'],
  received: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export const ReturnStatus = z.enum(['requested', 'receiving', 'received', 'cancelled']);
export type ReturnStatus = z.infer<typeof ReturnStatus>;

/** Whether nothing more is to come of a return. */
export const isReturnEnded = (status: ReturnStatus): boolean => returnMoves[status].length === 0;

const LineId = z.string().check(z.minLength(1), z.maxLength(64));
const PiecesOfLine = lazyStrictObject(() => ({ lineId: LineId, quantity: z.int().check(z.gte(1), z.lte(1_000_000)) }));

/** What POST /v1/orders/{id}/returns takes. */
export const ReturnInput = lazyStrictObject(() => ({
  reason: plainText(500),
  lines: z.array(PiecesOfLine).min(1).max(100),
}));
export type ReturnInput = z.infer<typeof ReturnInput>;

/** `sellable` goes back on the shelf, `damaged` is written down. */
export const Condition = z.enum(['sellable', 'damaged']);

/** Each is a stock row and its movements: so many fit into one transaction with the rest. */
const linesPerReceipt = 20;

/** What POST /v1/returns/{id}/receive takes: what came of it, in which condition and where it lies now. */
export const ReceiveInput = lazyStrictObject(() => ({
  lines: z
    .array(PiecesOfLine.extend({ condition: Condition, warehouse: Code }))
    .min(1)
    .max(linesPerReceipt),
  /** Money for what was paid already: `credit` leaves it with the customer's account, `refund` pays it back. */
  settlement: z.enum(['credit', 'refund']).default('credit'),
}));
export type ReceiveInput = z.output<typeof ReceiveInput>;

/** Pieces of an order line: announced, come (in which condition), and credited by now. */
export const ReturnLine = lazyObject(() => ({
  lineId: z.string(),
  sku: Code,
  quantity: z.int(),
  received: z.int(),
  sellable: z.int(),
  damaged: z.int(),
  credited: z.int(),
}));
export type ReturnLine = z.infer<typeof ReturnLine>;

const Receipt = lazyObject(() => ({
  at: z.iso.datetime(),
  settlement: z.enum(['credit', 'refund']),
  lines: z.array(z.object({ lineId: z.string(), quantity: z.int(), condition: Condition, warehouse: Code })),
}));

/** A return as GET /v1/returns/{id} answers it. */
export const Return = lazyObject(() => ({
  id: z.string().startsWith('ret_'),
  orderId: z.string(),
  customerId: z.string(),
  status: ReturnStatus,
  reason: z.string(),
  lines: z.array(ReturnLine),
  receipts: z.array(Receipt),
  creditNoteIds: z.array(z.string()),
  exchangeOrderId: z.string().optional(),
  requestedAt: z.iso.datetime(),
  version: z.int().positive(),
}));
export type Return = z.infer<typeof Return>;

/** Pieces that came and are not looked up on the invoices yet; whether what was paid for them is paid back. */
const ToCredit = lazyObject(() => ({ lineId: z.string(), quantity: z.int().positive(), refund: z.boolean() }));
export type ToCredit = z.infer<typeof ToCredit>;

export const StoredReturn = lazyObject(() => ({
  ...Return.shape,
  toCredit: z.array(ToCredit),
  correlationId: z.string(),
  sequence: z.int(),
}));
export type StoredReturn = z.infer<typeof StoredReturn>;
