import type { Call } from '../call.ts';
import { moveExposure } from '../credit/credit-store.ts';
import { findInvoice } from '../invoices/invoice-store.ts';
import { findOrderHeader } from '../orders/order-store.ts';
import { settleByReturn } from '../returns/apply-exchange-credit.ts';
import { ChangedMeanwhile, deciding, Work } from '../table/work.ts';
import { applyPending } from './apply-allocations.ts';
import type { StoredPayment } from './payment.ts';
import { loadPayment, savePayment } from './payment-store.ts';
import { finishAllocations } from './record-payment.ts';
import { settleRounding } from './settle-rounding.ts';

/** What is left for the order of the amount its payer meant for it. */
const leftFor = (payment: StoredPayment, orderId: string): number =>
  Math.min(payment.unapplied, payment.forOrders.find((one) => one.orderId === orderId)?.amount ?? 0);

const applyOne = (paymentId: string, orderId: string, invoiceId: string, call: Call): Promise<void> =>
  deciding(async () => {
    const [before, invoice] = await Promise.all([loadPayment(paymentId, call), findInvoice(invoiceId, call)]);
    const amount = Math.min(leftFor(before, orderId), invoice?.totals.due ?? 0);
    if (amount === 0 || before.customerId === null) return;
    // Taken back by a person: a late delivery of the event does not apply it again.
    if (before.undone.some((one) => one.invoiceId === invoiceId)) return;
    if (before.pending.length > 0) {
      await finishAllocations(paymentId, call);
      throw new ChangedMeanwhile('The payment had allocations to finish.');
    }
    const forOrders = before.forOrders.map((one) =>
      one.orderId === orderId ? { ...one, amount: one.amount - amount } : one,
    );
    const pending = [{ invoiceId, amount, confidence: 1, reason: 'Paid in advance for this order.' }];
    const work = new Work(call);
    const { payment, applied } = await applyPending(work, { ...before, forOrders, pending }, 'decideAgain', call);
    moveExposure(work, before.customerId, { receivables: -applied, unapplied: -applied });
    savePayment(work, before, payment, call);
    await work.commit();
  });

/**
 * Applies the payments made in advance for an order to one of its invoices, oldest first; with the last invoice also
 * the cents by which rounding made its invoices differ from its gross. An order placed in exchange is settled by the credit
 * for what came back first. Repeat-safe.
 */
export const applyPrepayments = async (orderId: string, invoiceId: string, call: Call): Promise<void> => {
  const header = await findOrderHeader(orderId);
  if (header?.exchangeFor !== undefined) await settleByReturn(header.exchangeFor, invoiceId, call);
  if (!header || header.prepaymentIds.length === 0) return;
  for (const paymentId of header.prepaymentIds) await applyOne(paymentId, orderId, invoiceId, call);
  await settleRounding(orderId, call);
};
