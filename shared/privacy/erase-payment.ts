import type { Call } from '../call.ts';
import { changedFields } from '../events/changed-fields.ts';
import { loadPayment, paymentSubject, savePayment } from '../payments/payment-store.ts';
import { keys } from '../table/table-map.ts';
import { deciding, Work } from '../table/work.ts';
import { eraseAnswers } from './erase-answers.ts';
import type { Mask } from './pseudonyms.ts';

/** Takes the person out of a payment: who paid, from which account, and the name in the reference and in
 * the reasons of refunds. The money stays. */
export const erasePayment = async (paymentId: string, mask: Mask, call: Call): Promise<void> => {
  await deciding(async () => {
    const before = await loadPayment(paymentId, call);
    const { payer: _payer, reference, ...rest } = before;
    const refunds = rest.refunds.map((one) => ({ ...one, reason: mask(one.reason) }));
    const draft = { ...rest, refunds, reference: reference === undefined ? undefined : mask(reference) };
    const changed = changedFields(before, draft);
    if (changed.length === 0) return;
    const work = new Work(call);
    work.raise(paymentSubject(draft), 'payment.changed', { paymentId, customerId: before.customerId, changed });
    savePayment(work, before, draft, call);
    await work.commit();
  });
  await eraseAnswers([keys.payment(paymentId).pk], mask, call);
};
