import type { Call } from '../call.ts';
import { moveExposure } from '../credit/credit-store.ts';
import type { StoredCustomer } from '../customers/customer.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import { writtenIn } from '../documents/for-people.ts';
import { textsIn } from '../documents/texts/texts-in.ts';
import { eventId } from '../ids.ts';
import { credit, debit, postJournal } from '../ledger/journal.ts';
import type { OrderState } from '../orders/order.ts';
import { openGross } from '../orders/order-status.ts';
import { loadOrder, saveOrder } from '../orders/order-store.ts';
import { heldFor } from '../orders/prepaid-money.ts';
import { bookAllocations, paidInvoice } from '../payments/apply-allocations.ts';
import { type Allocation, paymentStatusOf, type StoredPayment } from '../payments/payment.ts';
import { loadPayment, paymentFacts, paymentSubject, savePayment } from '../payments/payment-store.ts';
import { finishAllocations } from '../payments/record-payment.ts';
import { keys, monthOf } from '../table/table-map.ts';
import { rememberBucket } from '../table/table.ts';
import { ChangedMeanwhile, deciding, Work } from '../table/work.ts';
import { makeInvoice, type Place } from './draft-invoice.ts';
import { invoiceFacts, invoiceSubject, saveInvoice } from './invoice-store.ts';
import { takePlace, withNextNumber } from './number-series.ts';
import { invoiceableInAdvance, splitPrepayment, taxedOnReceipt } from './split-prepayment.ts';
import type { StoredInvoice } from './stored-invoice.ts';

interface Ground {
  order: OrderState;
  payment: StoredPayment;
  customer: StoredCustomer;
  /** Received for the order and not invoiced yet, tax included (minor units). */
  amount: number;
}

/** The invoice of money received for an order: a line per rate group, supplied on no day yet but received on one. */
const draftPrepayment = ({ order, payment, customer, amount }: Ground, place: Place, call: Call): StoredInvoice => {
  const { header } = order;
  const taxBreakdown = splitPrepayment(order, amount);
  const description = textsIn(writtenIn(customer.language)).invoice.prepayment(header.number);
  return makeInvoice({
    header,
    customer,
    place,
    call,
    type: 'prepayment',
    shipmentIds: [],
    supplyDate: payment.receivedOn,
    dueDate: place.issueDate,
    lines: taxBreakdown.map(({ category, rate, base }, index) => ({
      line: index + 1,
      description,
      orderId: header.id,
      quantity: 1,
      unitPrice: base,
      discountPercent: 0,
      taxCategory: category,
      taxRate: rate,
      net: base,
    })),
    taxBreakdown,
    correlationId: payment.correlationId,
  });
};

/** The payment with the amount on the invoice instead of waiting for one. */
const withAllocation = (before: StoredPayment, orderId: string, allocation: Allocation): StoredPayment => {
  const applied = before.applied + allocation.amount;
  const unapplied = before.unapplied - allocation.amount;
  return {
    ...before,
    applied,
    unapplied,
    status: paymentStatusOf({ applied, unapplied }),
    allocations: [...before.allocations, allocation],
    forOrders: before.forOrders.map((one) =>
      one.orderId === orderId ? { ...one, amount: one.amount - allocation.amount } : one,
    ),
  };
};

const saveOrderInvoiced = (work: Work, before: OrderState, invoice: StoredInvoice, call: Call): void => {
  const { id: invoiceId, number, status, dueDate, taxBreakdown, totals } = invoice;
  const groups = taxBreakdown.map(({ category, rate, base, tax }) => ({ category, rate, base, tax, deducted: 0 }));
  const header = {
    ...before.header,
    invoices: [...before.header.invoices, { invoiceId, status, dueDate }],
    prepaymentInvoices: [...before.header.prepaymentInvoices, { invoiceId, number, groups }],
  };
  saveOrder(work, { before, draft: { header, lines: before.lines }, call });
  // Invoiced and paid at once: only the money is no longer unapplied.
  moveExposure(work, header.customerId, { unapplied: -totals.gross });
};

/** The tax is owed from now on; the net is the customer's until it is supplied, and no revenue yet. */
const bookInvoice = (work: Work, { id, number, issueDate, totals }: StoredInvoice, call: Call): void =>
  postJournal(work, {
    date: issueDate,
    about: id,
    text: `Prepayment invoice ${number}`,
    at: call.at,
    postings: [
      debit('receivables', totals.gross),
      credit('customer_credit', totals.net),
      credit('output_tax', totals.tax),
    ],
  });

/** One try: number, register, invoice, its payment, order, exposure, journals and events in one transaction. */
const issueOnce = async (ground: Ground, place: Place, call: Call): Promise<void> => {
  const { order, payment: before, amount } = ground;
  const issued = draftPrepayment(ground, place, call);
  await rememberBucket(keys.bucket('invoice', monthOf(issued.issueDate)));
  const reason = `Paid in advance for order ${order.header.number}.`;
  const allocation = { invoiceId: issued.id, amount, confidence: 1, reason };
  const payment = withAllocation(before, order.header.id, allocation);
  const work = new Work(call);
  takePlace(work, place, issued, { type: issued.type, invoiceId: issued.id });
  const { series, issueDate, dueDate, shipmentIds } = issued;
  const facts = { ...invoiceFacts(issued), series, issueDate, dueDate, shipmentIds };
  work.raise(invoiceSubject(issued), 'invoice.issued', facts);
  work.raise(paymentSubject(payment), 'payment.applied', { ...paymentFacts(payment), allocations: [allocation] });
  const invoice = paidInvoice(issued, { paymentId: payment.id, amount });
  work.raise(invoiceSubject(invoice), 'invoice.paid', invoiceFacts(invoice));
  saveInvoice(work, undefined, invoice);
  savePayment(work, before, payment, call);
  saveOrderInvoiced(work, order, invoice, call);
  bookInvoice(work, invoice, call);
  bookAllocations(work, payment, [{ invoice, amount }], call);
  await work.commit();
};

/** What is to be invoiced now of the payment for the order; undefined when nothing is. */
const groundOf = async (paymentId: string, orderId: string, call: Call): Promise<Ground | undefined> => {
  const [order, payment] = await Promise.all([loadOrder(orderId, call), loadPayment(paymentId, call)]);
  const { header, lines } = order;
  if (!header.prepayment || header.status === 'rejected' || header.status === 'cancelled') return undefined;
  if (!taxedOnReceipt(call.tenant.address.country, order) || openGross(header, lines) === 0) return undefined;
  if (payment.pending.length > 0) {
    await finishAllocations(paymentId, { ...call, repeat: undefined });
    throw new ChangedMeanwhile('The payment had allocations to finish.');
  }
  const amount = Math.min(heldFor(payment, orderId), invoiceableInAdvance(order));
  if (amount === 0) return undefined;
  return { order, payment, customer: await loadCustomer(header.customerId, call), amount };
};

/**
 * Invoices what a payment holds for an order that is paid in advance, where the law makes tax due on receipt. The invoice
 * is paid by that payment in the transaction that issues it, so that a repeat finds nothing left to invoice.
 */
export const issuePrepaymentInvoice = (paymentId: string, orderId: string, call: Call): Promise<void> =>
  deciding(async () => {
    const ground = await groundOf(paymentId, orderId, call);
    if (!ground) return;
    // The invoice follows from the receipt, the first event of the payment.
    const { correlationId, version } = ground.payment;
    const caused: Call = { ...call, correlationId, causationId: eventId(paymentId, 1) };
    await withNextNumber(call.tenant.invoiceSeries, caused, {
      issue: (place) => issueOnce(ground, place, caused),
      whenTaken: async () => {
        const now = await loadPayment(paymentId, call);
        if (now.version !== version)
          throw new ChangedMeanwhile('The payment was changed while it queued for a number.');
      },
    });
  });
