import type { Call } from '../call.ts';
import { findCustomer } from '../customers/customer-store.ts';
import { type Finding, Unprocessable } from '../errors.ts';
import { badField } from '../http/problem.ts';
import { findInvoices } from '../invoices/invoice-store.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { sumOf } from '../money/money.ts';
import type { ProblemCode } from '../problem-codes.ts';
import type { OrderState } from '../orders/order.ts';
import { findOrder } from '../orders/order-store.ts';
import { matchByOrderNumber } from './match-orders.ts';
import { invoicesNamedIn, matchByReference } from './match-payment.ts';
import type { Allocation, AllocationInput, PaymentInput, StoredPayment } from './payment.ts';
import { prepayable } from './prepayable.ts';

export interface AllocationPlan {
  customerId: string | null;
  allocations: Allocation[];
  forOrders: StoredPayment['forOrders'];
  /** The orders of `forOrders` as they were read: whoever tells them of the payment saves over just this version. */
  orders: OrderState[];
}

/** Orders one payment may be spread over: they are told of it in its own transaction. */
const ordersPerPayment = 10;

const refuse = (code: ProblemCode, detail: string, path: string): never => {
  const finding: Finding = { path, code, message: detail };
  throw new Unprocessable(code, detail, [finding]);
};

/** Spreads an amount meant for an order over its open invoices, oldest first; the rest waits for invoices to come. */
const onOrder = async (
  orderId: string,
  amount: number,
  path: string,
  call: Call,
): Promise<{ order: OrderState; allocations: Allocation[]; waiting: number }> => {
  const order = await findOrder(orderId, call);
  if (!order) return refuse('unknown_order', 'There is no such order.', path);
  const invoices = await findInvoices(
    order.header.invoices.map((one) => one.invoiceId),
    call,
  );
  const allocations: Allocation[] = [];
  let left = amount;
  for (const invoice of invoices.filter((one) => one.totals.due > 0)) {
    const part = Math.min(left, invoice.totals.due);
    if (part === 0) break;
    allocations.push({
      invoiceId: invoice.id,
      amount: part,
      confidence: 1,
      reason: `Paid for order ${order.header.number}.`,
    });
    left -= part;
  }
  if (left > 0 && left > (await prepayable(order, invoices, amount - left, call))) {
    refuse('over_allocated', 'That is more than the order still costs.', path);
  }
  return { order, allocations, waiting: left };
};

const onInvoice = (input: AllocationInput, invoice: StoredInvoice | undefined, path: string): Allocation => {
  if (!invoice) return refuse('unknown_invoice', 'There is no such invoice.', path);
  if (input.amount > invoice.totals.due)
    return refuse('over_allocated', `Invoice ${invoice.number} is due ${invoice.totals.due} only.`, path);
  return { invoiceId: invoice.id, amount: input.amount, confidence: 1, reason: 'Named by the caller.' };
};

/**
 * Allocations as the caller names them. 422 `over_allocated`, `unknown_invoice`, `unknown_order`, `several_customers`,
 * `too_many_orders`.
 */
export const namedAllocations = async (
  wanted: readonly AllocationInput[],
  available: number,
  call: Call,
): Promise<AllocationPlan> => {
  if (sumOf(wanted.map((one) => one.amount)) > available) {
    refuse('over_allocated', 'The allocations add up to more than the payment has left.', 'allocations');
  }
  if (wanted.filter((one) => one.orderId !== undefined).length > ordersPerPayment) {
    refuse('too_many_orders', `Name at most ${ordersPerPayment} orders; name invoices for the rest.`, 'allocations');
  }
  const named = wanted.flatMap((one) => one.orderId ?? []);
  if (new Set(named).size < named.length) throw badField('allocations', 'duplicate_order', 'An order is named twice.');
  const invoices = new Map(
    (
      await findInvoices(
        wanted.flatMap((one) => one.invoiceId ?? []),
        call,
      )
    ).map((one) => [one.id, one]),
  );
  const allocations: Allocation[] = [];
  const forOrders: AllocationPlan['forOrders'] = [];
  const orders: OrderState[] = [];
  const customers = new Set<string>();
  for (const [index, input] of wanted.entries()) {
    const path = `allocations[${index}]`;
    if (input.orderId !== undefined) {
      const part = await onOrder(input.orderId, input.amount, path, call);
      allocations.push(...part.allocations);
      if (part.waiting > 0) {
        forOrders.push({ orderId: input.orderId, amount: part.waiting });
        orders.push(part.order);
      }
      customers.add(part.order.header.customerId);
      continue;
    }
    const invoice = invoices.get(input.invoiceId ?? '');
    allocations.push(onInvoice(input, invoice, path));
    if (invoice) customers.add(invoice.customerId);
  }
  const ids = new Set(allocations.map((one) => one.invoiceId));
  if (ids.size < allocations.length)
    throw badField('allocations', 'duplicate_invoice', 'An invoice is named more than once.');
  if (customers.size > 1)
    refuse('several_customers', 'The invoices belong to several customers: record a payment for each.', 'allocations');
  const [customerId = null] = customers;
  return { customerId, allocations, forOrders, orders };
};

/** Who a new payment is from and what it pays: as named, or matched by itself. */
export const planAllocations = async (input: PaymentInput, call: Call): Promise<AllocationPlan> => {
  if (input.customerId !== undefined && !(await findCustomer(input.customerId, call))) {
    refuse('unknown_customer', 'There is no such customer.', 'customerId');
  }
  if (input.allocations) {
    const plan = await namedAllocations(input.allocations, input.amount, call);
    if (input.customerId !== undefined && input.customerId !== plan.customerId) {
      refuse('wrong_customer', 'The invoices belong to another customer.', 'customerId');
    }
    return plan;
  }
  const { amount, customerId, reference } = input;
  if (reference === undefined) return { customerId: customerId ?? null, allocations: [], forOrders: [], orders: [] };
  const invoices = await invoicesNamedIn(reference, call);
  const allocations = matchByReference({ invoices, amount, customerId });
  const payer = invoices.find((invoice) => invoice.id === allocations[0]?.invoiceId)?.customerId;
  // A second transfer for a paid invoice is still that customer's money.
  const [only, ...others] = new Set(invoices.map((invoice) => invoice.customerId));
  const named = customerId ?? payer ?? (others.length === 0 ? only : undefined);
  const taken = new Set(allocations.map((one) => one.invoiceId));
  const left = amount - sumOf(allocations.map((one) => one.amount));
  const match = await matchByOrderNumber({ reference, amount: left, customerId: named, taken }, call);
  return { ...match, customerId: match.customerId ?? null, allocations: [...allocations, ...match.allocations] };
};
