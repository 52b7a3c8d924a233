import type { Call } from '../call.ts';
import { moveExposure } from '../credit/credit-store.ts';
import { addDays } from '../dates.ts';
import { NotFound, Unprocessable } from '../errors.ts';
import { instalmentsAfter, invoiceStatusOf, withDiscounted, withPaid } from '../invoices/invoice-totals.ts';
import { invoiceFacts, invoiceSubject, loadInvoice, saveInvoice } from '../invoices/invoice-store.ts';
import { credit, debit, postJournal } from '../ledger/journal.ts';
import { sumOf } from '../money/money.ts';
import { ChangedMeanwhile, deciding, Work } from '../table/work.ts';
import { allocationsPerStep, applyPending } from './apply-allocations.ts';
import { type AllocationInput, type Payment, paymentStatusOf, type StoredPayment } from './payment.ts';
import { loadPayment, paymentFacts, paymentSubject, savePayment } from './payment-store.ts';
import { namedAllocations } from './plan-allocations.ts';
import { finishAllocations, tellOrders } from './record-payment.ts';

/** What a payment holds for orders, with more added. */
const addUp = (held: StoredPayment['forOrders'], more: StoredPayment['forOrders']): StoredPayment['forOrders'] => {
  const amounts = new Map(held.map((one) => [one.orderId, one.amount]));
  for (const { orderId, amount } of more) amounts.set(orderId, amount + (amounts.get(orderId) ?? 0));
  return [...amounts].map(([orderId, amount]) => ({ orderId, amount }));
};

/** Applies what is left of a payment to the named invoices (at most 20 at once). 422 `over_allocated` beyond it. */
export const allocatePayment = (id: string, wanted: AllocationInput[], call: Call): Promise<Payment> =>
  deciding(async () => {
    const before = await loadPayment(id, call);
    if (before.pending.length > 0) {
      // What was decided first is carried out first.
      await finishAllocations(id, { ...call, repeat: undefined });
      throw new ChangedMeanwhile('The payment had allocations to finish.');
    }
    const plan = await namedAllocations(wanted, before.unapplied, call);
    if (plan.allocations.length > allocationsPerStep) {
      throw new Unprocessable('too_many_invoices', `Allocate to at most ${allocationsPerStep} invoices at once.`);
    }
    if (before.customerId !== null && plan.customerId !== null && plan.customerId !== before.customerId) {
      throw new Unprocessable('wrong_customer', 'The invoices belong to another customer than the payment.');
    }
    const customerId = before.customerId ?? plan.customerId;
    const work = new Work(call);
    const draft = {
      ...before,
      customerId,
      pending: plan.allocations,
      forOrders: addUp(before.forOrders, plan.forOrders),
    };
    const { payment, applied } = await applyPending(work, draft, 'decideAgain', call);
    tellOrders(work, id, plan.orders, call);
    // Money of an unknown payer becomes this customer's with its first allocation: all of it, as credit.
    const adopted = before.customerId === null ? before.unapplied : 0;
    if (customerId !== null) moveExposure(work, customerId, { receivables: -applied, unapplied: adopted - applied });
    // Told by itself when nothing else tells of it: orders that wait for this money listen.
    if (plan.forOrders.length > 0 && applied === 0) {
      work.raise(paymentSubject(payment), 'payment.changed', { paymentId: id, customerId, changed: ['forOrders'] });
    }
    const answer = savePayment(work, before, payment, call);
    work.answer(200, answer);
    await work.commit();
    return answer;
  });

/** Takes back what is left of the amount a payment was meant to hold for an order: from now on it is unapplied money. */
const undoForOrder = (id: string, orderId: string, call: Call): Promise<Payment> =>
  deciding(async () => {
    const before = await loadPayment(id, call);
    const held = before.forOrders.find((one) => one.orderId === orderId);
    if (!held || held.amount === 0) {
      throw new NotFound('allocation_not_found', 'This payment holds nothing for that order.');
    }
    const forOrders = before.forOrders.map((one) => (one.orderId === orderId ? { ...one, amount: 0 } : one));
    const draft = { ...before, forOrders };
    const { customerId } = draft;
    const work = new Work(call);
    work.raise(paymentSubject(draft), 'payment.changed', { paymentId: id, customerId, changed: ['forOrders'] });
    const answer = savePayment(work, before, draft, call);
    await work.commit();
    return answer;
  });

/** Takes an allocation back: invoice, payment, ledger and exposure stand as if it had not been made, from today on. */
const undoOnInvoice = (id: string, invoiceId: string, call: Call): Promise<Payment> =>
  deciding(async () => {
    const before = await loadPayment(id, call);
    const undone = before.allocations.filter((one) => one.invoiceId === invoiceId);
    if (undone.length === 0) throw new NotFound('allocation_not_found', 'This payment is not applied to that invoice.');
    const amount = sumOf(undone.map((one) => one.amount));
    // The only discount there is by now is a rounding difference.
    const rounding = sumOf(undone.map((one) => one.discount ?? 0));
    const invoice = await loadInvoice(invoiceId, call);
    const totals = withDiscounted(withPaid(invoice.totals, -amount), -rounding);
    const reopened = {
      ...invoice,
      totals,
      rounding: invoice.rounding - rounding,
      status: invoiceStatusOf(totals),
      instalments: instalmentsAfter(invoice.instalments, totals.due),
      payments: invoice.payments.filter((one) => one.paymentId !== id),
      formerPaymentIds: [...new Set([...invoice.formerPaymentIds, id])],
      nextDunningOn: invoice.dunning.steps.length > 0 ? undefined : addDays(invoice.dueDate, 1),
    };
    const draft: StoredPayment = {
      ...before,
      allocations: before.allocations.filter((one) => one.invoiceId !== invoiceId),
      applied: before.applied - amount,
      unapplied: before.unapplied + amount,
      undone: [...before.undone.filter((one) => one.invoiceId !== invoiceId), { invoiceId, on: call.today }],
    };
    draft.status = paymentStatusOf(draft);
    const work = new Work(call);
    work.raise(paymentSubject(draft), 'payment.unapplied', {
      ...paymentFacts(draft),
      invoiceId,
      amountUnapplied: amount,
    });
    work.raise(invoiceSubject(reopened), 'invoice.reopened', invoiceFacts(reopened));
    saveInvoice(work, invoice, reopened);
    postJournal(work, {
      date: call.today,
      about: id,
      text: `Allocation to ${invoice.number} undone`,
      at: call.at,
      postings: [
        debit('receivables', amount + rounding),
        credit('customer_credit', amount),
        credit('rounding', rounding),
      ],
    });
    moveExposure(work, invoice.customerId, { receivables: amount + rounding, unapplied: amount });
    const answer = savePayment(work, before, draft, call);
    await work.commit();
    return answer;
  });

/**
 * Takes an allocation back: of an invoice, or (an order's id) of an order that was paid in advance and is not invoiced
 * yet. 404 `allocation_not_found`.
 */
export const undoAllocation = (id: string, target: string, call: Call): Promise<Payment> =>
  target.startsWith('ord_') ? undoForOrder(id, target, call) : undoOnInvoice(id, target, call);
