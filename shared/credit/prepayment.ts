import type { PaymentTerms } from '../customers/customer.ts';
import type { CreditPolicy } from './credit-policy.ts';
import type { CreditDecision, StoredCredit } from './credit.ts';

type Show = (amount: number) => string;

/** Why an order waits for its payment. */
export const prepaymentRequired = 'prepayment_required';
/** Why an order that was paid in advance went on. */
export const prepaid = 'prepaid';
/** Its payment was taken back when it was too late to hold it. */
export const prepaymentMissing = 'prepayment_missing';

/**
 * Whether the tenant's policy has the order of this customer wait until it is paid, whatever the limit: not with terms of the
 * customer or of the order.
 */
export const paysInAdvance = (
  { prepaymentWithoutTerms }: Pick<CreditPolicy, 'prepaymentWithoutTerms'>,
  agreed: PaymentTerms | undefined,
): boolean => prepaymentWithoutTerms && agreed === undefined;

/** What such an order waits for. `gross` in minor units. */
export const prepaymentAsked = (gross: number, show: Show): string =>
  `${show(gross)} is to be paid in advance: the customer has no payment terms.`;

const held = (detail: string): CreditDecision => ({
  decision: 'held',
  reasons: [{ code: prepaymentRequired, detail }],
});

/**
 * What becomes of an order paid in advance, from what was received for it as it stands: released once its gross is
 * reached, held while money is missing. One whose payment was taken back after something was picked is `tooLate` to hold:
 * it goes on and says so. A customer held by hand stays held. Amounts in minor units.
 */
export const decidePrepaid = (input: {
  gross: number;
  received: number;
  hold: StoredCredit['hold'];
  tooLate: boolean;
  show: Show;
}): CreditDecision => {
  const { gross, received, hold, tooLate, show } = input;
  const missing = gross - received;
  const approved = (code: string, detail: string): CreditDecision => ({
    decision: 'approved',
    reasons: [{ code, detail }],
  });
  if (missing > 0 && tooLate) {
    return approved(
      prepaymentMissing,
      `${show(missing)} of ${show(gross)} was taken back when pieces were picked already: the order goes on unpaid.`,
    );
  }
  if (missing > 0 && received > 0) {
    return held(`${show(received)} of ${show(gross)} was paid in advance, ${show(missing)} is missing.`);
  }
  if (missing > 0) return held(prepaymentAsked(gross, show));
  if (hold === 'on' && !tooLate) {
    const detail = `${show(gross)} was paid in advance, but all orders of this customer wait for a reviewer.`;
    return { decision: 'held', reasons: [{ code: 'customer_on_hold', detail }] };
  }
  return approved(prepaid, `${show(gross)} was paid in advance.`);
};
