import { lineNet } from './money.ts';
import { apply, exposureOf, invoiceOf, settleRounding, takeBack } from './receivables.ts';
import {
  giveBack,
  loseNewest,
  reserve,
  sendOff,
  serveWaiting,
  stockOf,
  takeOffList,
  takeOffLists,
} from './stockroom.ts';
import {
  creditLeft,
  type CreditNote,
  type Customer,
  dueOf,
  grossOf,
  type Invoice,
  isUnpicked,
  type Line,
  linesOn,
  missingPieces,
  openPieces,
  type Order,
  type Payment,
  type PickList,
  type Pieces,
  reservedPieces,
  type Sku,
  statusOf,
  toInvoice,
  unappliedOf,
} from './things.ts';

/** The customer's hold, a reviewer's release, then the limit: in this order. */
const verdict = ({ hold, limit }: Customer, exposure: number, isReleased: boolean): Order['decision'] => {
  if (hold !== 'auto') return hold === 'off' ? 'approved' : 'held';
  return isReleased || exposure <= limit ? 'approved' : 'held';
};

/** What a request must be answered: a status, and for a refusal its code. */
export interface Outcome {
  status: number;
  code?: string;
}

const ok: Outcome = { status: 200 };
const created: Outcome = { status: 201 };
const refused = (status: number, code: string): Outcome => ({ status, code });

export interface Wish {
  sku: Sku;
  quantity: number;
  discountPercent: number;
}

/** What an order asks for, before it has an id. */
export const linesOf = (wishes: readonly Wish[], behind = 0): Line[] =>
  wishes.map(({ sku, quantity, discountPercent }, at) => ({
    lineId: String(behind + at + 1),
    sku,
    quantity,
    discountPercent,
    net: lineNet(sku.unitPrice, quantity, discountPercent),
    shipped: 0,
    invoiced: 0,
    cancelled: 0,
    holdings: [],
  }));

/**
 * The business as the contract tells it, in plain memory: customers' credit, orders, stock, pick lists, invoices and payments
 * of one sequence. Each method is one request: it answers what the request must be answered, and moves everything that follows
 * from it, as if it had settled.
 */
export class Model {
  readonly customers: Customer[] = [];
  readonly skus: Sku[] = [];
  readonly orders: Order[] = [];
  readonly payments: Payment[] = [];
  readonly notes: CreditNote[] = [];
  readonly warehouses: readonly string[];
  /** The tenant's calendar date; the clock is shared by all sequences. */
  today: () => string;

  constructor(warehouses: readonly string[], today: () => string) {
    this.warehouses = warehouses;
    this.today = today;
  }

  get invoices(): Invoice[] {
    return this.orders.flatMap((order) => order.invoices);
  }

  get lists(): PickList[] {
    return this.orders.flatMap((order) => order.lists);
  }

  used(customer: Customer): number {
    return exposureOf(customer, this);
  }

  overdue(customer: Customer): number {
    return this.invoices
      .filter((invoice) => invoice.order.customer === customer && invoice.dueDate < this.today())
      .reduce((total, invoice) => total + dueOf(invoice), 0);
  }

  /** What credit says of an order of so much now. */
  decide(customer: Customer, gross: number, released = -1): Order['decision'] {
    return verdict(customer, this.used(customer) + gross, gross <= released);
  }

  /**
   * What follows by itself once room was made: every held order is assessed anew, oldest first, and goes on when it fits. One
   * that does not fit does not stop a smaller one behind it.
   */
  goOn(): void {
    for (const order of this.orders) {
      if (statusOf(order) !== 'credit_hold') continue;
      order.decision = this.decide(order.customer, toInvoice(order), order.released);
      reserve(this, order);
    }
  }

  /** What the stock could give an order that is not there, and what would have to wait. */
  availability(customer: Customer, lines: Line[]): { lineId: string; sku: string; available: number; short: number }[] {
    const lists: PickList[] = [];
    const order: Order = {
      id: '',
      customer,
      decision: 'approved',
      released: undefined,
      lines,
      lists,
      invoices: [],
      tried: false,
    };
    reserve({ orders: [...this.orders, order], warehouses: this.warehouses }, order);
    return lines.map((line) => ({
      lineId: line.lineId,
      sku: line.sku.sku,
      available: openPieces(line) - missingPieces(line),
      short: missingPieces(line),
    }));
  }

  place(id: string, customer: Customer, lines: Line[]): Order {
    const decision = this.decide(customer, grossOf({ lines }));
    const fresh = { released: undefined, lists: [], invoices: [], tried: false };
    const order: Order = { id, customer, decision, lines, ...fresh };
    this.orders.push(order);
    reserve(this, order);
    return order;
  }

  review(order: Order, decision: 'approve' | 'reject', maxAmount?: number): Outcome {
    if (statusOf(order) !== 'credit_hold') return refused(409, 'not_held');
    // The whole order as it was placed: what was cancelled of it since still counts here.
    const placed = grossOf({ lines: order.lines.map((line) => ({ ...line, cancelled: 0 })) });
    if (decision === 'approve' && maxAmount !== undefined && placed > maxAmount) return refused(422, 'over_max_amount');
    order.decision = decision === 'approve' ? 'approved' : 'rejected';
    order.released = decision === 'approve' ? (maxAmount ?? placed) : undefined;
    reserve(this, order);
    return ok;
  }

  setCredit(customer: Customer, change: Partial<Pick<Customer, 'limit' | 'hold'>>): Outcome {
    Object.assign(customer, change);
    return ok;
  }

  /** `wanted`: line → pieces; undefined: everything that has not left. */
  cancel(order: Order, wanted?: ReadonlyMap<Line, number>): Outcome {
    if (order.decision === 'rejected') return refused(409, 'not_cancellable');
    const open = order.lines.filter((line) => openPieces(line) > 0);
    if (open.length === 0) return refused(409, 'not_cancellable');
    const pieces = wanted ?? new Map(open.map((line) => [line, openPieces(line)]));
    if ([...pieces].some(([line, quantity]) => quantity > openPieces(line))) return refused(409, 'not_cancellable');
    let listEnded = false;
    for (const [line, quantity] of pieces) {
      // What nobody has set aside goes first.
      const reserved = line.holdings.reduce((total, one) => total + one.quantity, 0);
      const toGive = Math.max(0, quantity - (openPieces(line) - reserved));
      if (giveBack(line, toGive)) listEnded = true;
      line.cancelled += quantity;
    }
    for (const sku of new Set([...pieces.keys()].map((line) => line.sku))) serveWaiting(this, sku);
    if (listEnded) reserve(this, order);
    return ok;
  }

  move(sku: Sku, warehouse: string, quantity: number, reason: string): Outcome {
    const { onHand, available } = stockOf(this, sku, warehouse);
    if (onHand + quantity < 0) return refused(409, 'insufficient_stock');
    const short = -(available + quantity);
    if (short > 0 && reason !== 'count') return refused(409, 'insufficient_stock');
    const ended = short > 0 ? loseNewest(this, sku, warehouse, short) : [];
    sku.onHand.set(warehouse, onHand + quantity);
    if (quantity > 0 || reason === 'count') serveWaiting(this, sku);
    for (const order of ended) reserve(this, order);
    return created;
  }

  /** `found`: line → pieces found; a line not named was found whole. */
  pick(list: PickList, found: ReadonlyMap<Line, number> = new Map()): Outcome {
    if (list.status !== 'pending') return refused(409, 'wrong_status');
    const asked = new Map(linesOn(list).map(({ line, quantity }) => [line, quantity]));
    if ([...found].some(([line, quantity]) => quantity > (asked.get(line) ?? 0)))
      return refused(400, 'invalid_request');
    list.status = 'picked';
    const lost = new Set<Sku>();
    let ended = false;
    for (const [line, quantity] of found) {
      const missing = (asked.get(line) ?? 0) - quantity;
      if (missing === 0) continue;
      lost.add(line.sku);
      line.sku.onHand.set(list.warehouse, (line.sku.onHand.get(list.warehouse) ?? 0) - missing);
      ended = takeOffList(list, line, missing) || ended;
    }
    for (const sku of lost) serveWaiting(this, sku);
    if (ended) reserve(this, list.order);
    return ok;
  }

  pack(list: PickList): Outcome {
    if (list.status !== 'picked') return refused(409, 'wrong_status');
    list.status = 'packed';
    return ok;
  }

  check(list: PickList, result: 'pass' | 'fail'): Outcome {
    if (list.status !== 'packed') return refused(409, 'wrong_status');
    list.status = result === 'pass' ? 'checked' : 'pending';
    return ok;
  }

  ship(list: PickList): Outcome {
    if (list.status !== 'checked') return refused(409, 'wrong_status');
    const { order } = list;
    this.invoice(order, linesOn(list));
    sendOff(list);
    reserve(this, order);
    return created;
  }

  /** Services are delivered: they count as shipped and are invoiced. */
  deliver(order: Order, pieces: readonly Pieces[]): Outcome {
    if (['credit_hold', 'rejected', 'cancelled'].includes(statusOf(order))) return refused(409, 'wrong_status');
    for (const { line, quantity } of pieces) {
      if (!line.sku.isService) return refused(422, 'not_a_service');
      if (quantity > openPieces(line)) return refused(409, 'over_delivered');
    }
    this.invoice(order, pieces);
    for (const { line, quantity } of pieces) line.shipped += quantity;
    return created;
  }

  /** What leaves is invoiced, to be paid so many days later. */
  invoice(order: Order, pieces: readonly Pieces[]): void {
    order.invoices.push(invoiceOf(order, pieces, addDays(this.today(), order.customer.netDays)));
    for (const { line, quantity } of pieces) line.invoiced += quantity;
  }

  /** Whether note, date or address may be changed. */
  patch(order: Order): Outcome {
    return isUnpicked(order) ? ok : refused(409, 'wrong_status');
  }

  /** New quantities of lines, and lines behind them, before anything is picked. */
  amend(order: Order, wanted: readonly Pieces[], added: readonly Line[]): Outcome {
    if (!isUnpicked(order)) return refused(409, 'wrong_status');
    if (wanted.some(({ line, quantity }) => quantity < line.cancelled)) return refused(409, 'not_amendable');
    const quantityOf = (line: Line): number => wanted.find((one) => one.line === line)?.quantity ?? line.quantity;
    const left = order.lines.some((line) => quantityOf(line) > line.cancelled) || added.length > 0;
    if (!left) return refused(409, 'not_amendable');
    const changed = [...order.lines.filter((line) => quantityOf(line) !== line.quantity), ...added];
    if (changed.length === 0) return ok;
    const counted = order.decision === 'approved' ? toInvoice(order) : 0;
    const used = this.used(order.customer) - counted;
    for (const line of order.lines) {
      line.quantity = quantityOf(line);
      line.net = lineNet(line.sku.unitPrice, line.quantity, line.discountPercent);
    }
    order.lines.push(...added);
    const gross = toInvoice(order);
    const before = order.decision;
    if (before === 'held' || gross > counted)
      order.decision = verdict(order.customer, used + gross, gross <= (order.released ?? -1));
    takeOffLists(order);
    const isHeld = before === 'approved' && order.decision === 'held';
    const freed = new Set(changed.map((line) => line.sku));
    for (const line of order.lines) {
      const reserved = reservedPieces(line);
      if (isHeld && reserved > 0) freed.add(line.sku);
      giveBack(line, isHeld ? reserved : Math.max(0, reserved - openPieces(line)));
    }
    if (isHeld) order.tried = false;
    for (const sku of freed) serveWaiting(this, sku);
    reserve(this, order);
    return ok;
  }

  /** Money whose reference names invoices of one order: it pays one after the other, and what is left stays the customer's. */
  payByReference(id: string, invoices: readonly Invoice[], amount: number): void {
    const [first] = invoices;
    if (!first) throw new Error('It names no invoice.');
    const payment: Payment = { id, customer: first.order.customer, amount, allocations: [], refunded: 0 };
    this.payments.push(payment);
    for (const invoice of invoices) {
      const part = Math.min(unappliedOf(payment), dueOf(invoice));
      if (part > 0) apply(payment, invoice, part);
    }
    if (payment.allocations.length > 0) followInvoice(this, first.order);
  }

  /** Whether money may be applied to an invoice as the caller names it. */
  mayApply(left: number, customer: Customer, invoice: Invoice, amount: number): Outcome {
    if (amount > left || amount > dueOf(invoice)) return refused(422, 'over_allocated');
    return customer === invoice.order.customer ? ok : refused(422, 'wrong_customer');
  }

  payNamed(id: string, invoice: Invoice, amount: number, applied: number): Payment {
    const payment: Payment = { id, customer: invoice.order.customer, amount, allocations: [], refunded: 0 };
    this.payments.push(payment);
    applyTo(this, payment, invoice, applied);
    return payment;
  }

  allocate(payment: Payment, invoice: Invoice, amount: number): Outcome {
    const outcome = this.mayApply(unappliedOf(payment), payment.customer, invoice, amount);
    if (outcome.status === 200) applyTo(this, payment, invoice, amount);
    return outcome;
  }

  refund(from: Payment | CreditNote, amount: number): Outcome {
    const left = 'invoice' in from ? creditLeft(from) : unappliedOf(from);
    if (amount > left) return refused(422, 'over_refunded');
    from.refunded += amount;
    return created;
  }

  /** Whether an invoice may be credited whole: once, and not when it cost nothing. */
  mayCredit(invoice: Invoice): Outcome {
    const isCredited = this.notes.some((note) => note.invoice === invoice);
    return isCredited || invoice.gross === 0 ? refused(422, 'nothing_to_credit') : created;
  }

  /** An invoice is credited whole: what is due of it first, the rest is the customer's. */
  credit(id: string, invoice: Invoice): void {
    const applied = dueOf(invoice);
    invoice.credited += applied;
    this.notes.push({ id, invoice, applied, refunded: 0 });
    followInvoice(this, invoice.order);
  }

  /** What a credit note has left settles another invoice. */
  allocateCredit(note: CreditNote, invoice: Invoice, amount: number): Outcome {
    if (amount > creditLeft(note)) return refused(422, 'over_allocated');
    if (invoice.order.customer !== note.invoice.order.customer) return refused(422, 'wrong_customer');
    if (amount > dueOf(invoice)) return refused(422, 'over_allocated');
    note.applied += amount;
    invoice.credited += amount;
    followInvoice(this, invoice.order);
    return ok;
  }

  undo(payment: Payment, invoice: Invoice): Outcome {
    if (!takeBack(payment, invoice)) return refused(404, 'allocation_not_found');
    followInvoice(this, invoice.order);
    return ok;
  }
}

/** What follows when an invoice of the order was paid or reopened. */
const followInvoice = ({ payments }: Model, order: Order): void => {
  while (settleRounding(order, payments)) {
    // Until nothing of it is left.
  }
};

const applyTo = (model: Model, payment: Payment, invoice: Invoice, amount: number): void => {
  apply(payment, invoice, amount);
  followInvoice(model, invoice.order);
};

/** The date that many days later. */
const addDays = (date: string, days: number): string => {
  const at = new Date(`${date}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
};
