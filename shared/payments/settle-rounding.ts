import type { Call } from '../call.ts';
import { moveExposure } from '../credit/credit-store.ts';
import { findInvoices, invoiceFacts, invoiceSubject, saveInvoice } from '../invoices/invoice-store.ts';
import { credit, debit, postJournal } from '../ledger/journal.ts';
import { findOrder, findOrderHeader } from '../orders/order-store.ts';
import { deciding, Work } from '../table/work.ts';
import { paidInvoice } from './apply-allocations.ts';
import { type Allocation, paymentStatusOf, type StoredPayment } from './payment.ts';
import { findPayments, paymentFacts, paymentSubject, savePayment } from './payment-store.ts';
import { type RoundingLeft, roundingLeft } from './rounding-left.ts';

const usedPayment = (payment: StoredPayment, allocation: Allocation, orderId: string): StoredPayment => {
  const { amount } = allocation;
  const applied = payment.applied + amount;
  const unapplied = payment.unapplied - amount;
  return {
    ...payment,
    allocations: [...payment.allocations, allocation],
    applied,
    unapplied,
    status: paymentStatusOf({ applied, unapplied }),
    forOrders: payment.forOrders.map((one) =>
      one.orderId === orderId ? { ...one, amount: Math.max(0, one.amount - amount) } : one,
    ),
  };
};

const book = (work: Work, { paymentId, amount, rounding }: RoundingLeft, text: string, call: Call): void =>
  postJournal(work, {
    date: call.today,
    about: paymentId,
    text,
    at: call.at,
    postings: [debit('customer_credit', amount), debit('rounding', rounding), credit('receivables', amount + rounding)],
  });

/** One difference. True when there was one: another invoice of the order may have its own. */
const settleOne = async (orderId: string, call: Call): Promise<boolean> => {
  const order = await findOrder(orderId, call);
  if (!order) return false;
  const ids = order.header.invoices.map((one) => one.invoiceId);
  const invoices = await findInvoices(ids, call);
  const paidBy = invoices.flatMap((invoice) => invoice.payments.map((one) => one.paymentId));
  const payments = await findPayments([...new Set([...order.header.prepaymentIds, ...paidBy])], call);
  const left = invoices.length === ids.length ? roundingLeft(order, invoices, payments) : undefined;
  const invoice = invoices.find((one) => one.id === left?.invoiceId);
  const before = payments.find((one) => one.id === left?.paymentId);
  if (!left || !invoice || !before) return false;
  const reason = `Rounding difference of order ${order.header.number}.`;
  const { amount, rounding } = left;
  const allocation = { invoiceId: invoice.id, amount, discount: rounding, confidence: 1, reason };
  const payment = usedPayment(before, allocation, orderId);
  const settled = paidInvoice(invoice, left);
  const work = new Work(call);
  work.raise(paymentSubject(payment), 'payment.applied', { ...paymentFacts(payment), allocations: [allocation] });
  if (invoice.status !== settled.status) work.raise(invoiceSubject(settled), 'invoice.paid', invoiceFacts(settled));
  saveInvoice(work, invoice, settled);
  savePayment(work, before, payment, call);
  moveExposure(work, order.header.customerId, { receivables: -(amount + rounding), unapplied: -amount });
  book(work, left, reason, call);
  await work.commit();
  return true;
};

/**
 * Settles what rounding alone leaves open of an order whose gross is paid, through the account `rounding`: cents short
 * close the invoice, cents over close the payment. See `roundingLeft` for when. Repeat-safe; undone with the allocation.
 */
export const settleRounding = async (orderId: string, call: Call): Promise<void> => {
  // One invoice rounds as the order does.
  if (((await findOrderHeader(orderId))?.invoices.length ?? 0) < 2) return;
  while (await deciding(() => settleOne(orderId, call))) {
    // Goes on until nothing is left.
  }
};
