import { netOfFirst, sum, type TaxCategory, taxOf } from './money.ts';

/** What the model knows of each thing. Ids are the product's: the model never looks into them. */
export interface Sku {
  sku: string;
  unitPrice: number;
  category: TaxCategory;
  /** Delivered by people: nothing of it is stocked, picked or shipped. */
  isService: boolean;
  /** Warehouse → pieces. */
  onHand: Map<string, number>;
}

export interface Customer {
  id: string;
  limit: number;
  hold: 'auto' | 'on' | 'off';
  netDays: number;
}

/** Pieces of a line. */
export interface Pieces {
  line: Line;
  quantity: number;
}

/** Reserved pieces in a warehouse, on a pick list or waiting for the next one. */
export interface Holding {
  warehouse: string;
  quantity: number;
  list: PickList | undefined;
}

export interface Line {
  lineId: string;
  sku: Sku;
  quantity: number;
  discountPercent: number;
  net: number;
  shipped: number;
  invoiced: number;
  cancelled: number;
  holdings: Holding[];
}

export interface PickList {
  /** Known once the product was read. */
  id: string;
  order: Order;
  warehouse: string;
  status: 'pending' | 'picked' | 'packed' | 'checked' | 'shipped' | 'cancelled';
}

export interface Order {
  id: string;
  customer: Customer;
  decision: 'approved' | 'held' | 'rejected';
  /** What a reviewer has approved of it: it may grow to that without being asked about again. */
  released: number | undefined;
  lines: Line[];
  lists: PickList[];
  invoices: Invoice[];
  /** Reservation was tried: until then an accepted order is just that. */
  tried: boolean;
}

export interface Invoice {
  /** Known once the product was read. */
  id: string;
  number: string;
  order: Order;
  net: number;
  gross: number;
  paid: number;
  /** Settled by credit notes. */
  credited: number;
  /** Settled without money: cents of rounding. */
  discounted: number;
  dueDate: string;
}

export interface Payment {
  id: string;
  customer: Customer;
  amount: number;
  allocations: { invoice: Invoice; amount: number; discount: number }[];
  refunded: number;
}

export interface CreditNote {
  id: string;
  /** What it takes back, whole. */
  invoice: Invoice;
  /** What of it settled invoices. */
  applied: number;
  refunded: number;
}

export const openPieces = (line: Line): number => line.quantity - line.shipped - line.cancelled;
export const reservedPieces = (line: Line): number => sum(line.holdings.map((one) => one.quantity));
export const missingPieces = (line: Line): number => (line.sku.isService ? 0 : openPieces(line) - reservedPieces(line));
export const dueOf = (invoice: Invoice): number => invoice.gross - invoice.paid - invoice.credited - invoice.discounted;
export const appliedOf = (payment: Payment): number => sum(payment.allocations.map((one) => one.amount));
export const unappliedOf = (payment: Payment): number => payment.amount - appliedOf(payment) - payment.refunded;
export const creditLeft = ({ invoice, applied, refunded }: CreditNote): number => invoice.gross - applied - refunded;
export const isOpen = (list: PickList): boolean => list.status !== 'shipped' && list.status !== 'cancelled';

/** Pieces of a list by line, in the order of the lines. */
export const linesOn = (list: PickList): Pieces[] =>
  list.order.lines.flatMap((line) => {
    const quantity = sum(line.holdings.filter((one) => one.list === list).map((one) => one.quantity));
    return quantity > 0 ? [{ line, quantity }] : [];
  });

/** Gross of what is left of the lines from so many pieces on, on one document. */
const grossFrom = (lines: readonly Line[], from: (line: Line) => number): number => {
  const nets = lines.map((line) => ({
    net: netOfFirst(line, line.quantity - line.cancelled) - netOfFirst(line, from(line)),
    category: line.sku.category,
  }));
  return sum(nets.map((one) => one.net)) + taxOf(nets);
};

/** Gross of accepted, not cancelled, not yet invoiced quantities. */
export const toInvoice = ({ lines }: Pick<Order, 'lines'>): number => grossFrom(lines, (line) => line.invoiced);

/** Gross of all that is not cancelled. */
export const grossOf = ({ lines }: Pick<Order, 'lines'>): number => grossFrom(lines, () => 0);

export const invoiceStatus = (invoice: Invoice): string => {
  if (dueOf(invoice) === 0) return invoice.gross > 0 && invoice.credited === invoice.gross ? 'credited' : 'paid';
  return invoice.paid > 0 ? 'partially_paid' : 'open';
};

/** Whether its lines may still be changed: nothing of it is picked or has left, and it goes on. */
export const isUnpicked = (order: Order): boolean =>
  !['rejected', 'cancelled'].includes(statusOf(order)) &&
  order.lines.every((line) => line.shipped === 0) &&
  order.lists.every((list) => !isOpen(list) || list.status === 'pending');

const totals = ({ lines }: Order) => ({
  ordered: sum(lines.map((line) => line.quantity)),
  cancelled: sum(lines.map((line) => line.cancelled)),
  shipped: sum(lines.map((line) => line.shipped)),
  invoiced: sum(lines.map((line) => line.invoiced)),
});

const isSettled = (order: Order): boolean =>
  totals(order).invoiced === totals(order).shipped && order.invoices.every((one) => dueOf(one) === 0);

/** The contract's order of precedence: the first that is true. */
export const statusOf = (order: Order): string => {
  const { ordered, cancelled, shipped } = totals(order);
  if (order.decision === 'rejected') return 'rejected';
  if (cancelled === ordered) return 'cancelled';
  if (order.decision === 'held') return 'credit_hold';
  if (cancelled + shipped === ordered) return isSettled(order) ? 'completed' : 'shipped';
  if (!order.tried) return 'accepted';
  return order.lines.some((line) => missingPieces(line) > 0) ? 'backordered' : 'fulfilling';
};

export const paymentStatusOf = (order: Order): string => {
  if (order.invoices.length === 0) return 'not_invoiced';
  if (isSettled(order) && totals(order).shipped > 0) return 'paid';
  return order.invoices.some((one) => invoiceStatus(one) !== 'open') ? 'partially_paid' : 'open';
};

/** Whether anything of it may still be reserved, picked or shipped. */
export const isRunning = (order: Order): boolean => ['accepted', 'backordered', 'fulfilling'].includes(statusOf(order));
