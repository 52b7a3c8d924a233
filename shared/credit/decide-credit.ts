import type { CreditDecision, CreditRelease, StoredCredit } from './credit.ts';
import type { CreditPolicy } from './credit-policy.ts';

/** Invoices of a customer whose due date has passed: for how many days the oldest of them, and what is due in all. */
export interface Overdue {
  days: number;
  amount: number;
}

/** What a decision stands on. Amounts gross, in minor units. */
export interface CreditCase {
  hold: StoredCredit['hold'];
  /** Of the customer, or of the head of its group. */
  limit: number;
  /** What the customer, or its whole group, uses without this order. */
  used: number;
  /** Known only when the policy asks for it. */
  overdue: Overdue;
  /** What the order would add. */
  gross: number;
  /** The day of the decision, in the tenant's zone. */
  today: string;
  release?: CreditRelease;
  /** Why the customer has to pay this order in advance, when it has to. */
  prepayment?: string;
}

type Reason = CreditDecision['reasons'][number];

const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`;

/** Whether a reviewer's approval still covers an order: not expired, and at most so many percent above what was approved. */
export const isReleased = (
  { release, gross, today }: Pick<CreditCase, 'release' | 'gross' | 'today'>,
  { tolerancePercent }: Pick<CreditPolicy, 'tolerancePercent'>,
): boolean =>
  release !== undefined &&
  (release.validUntil === undefined || today <= release.validUntil) &&
  (gross - release.amount) * 100 <= release.amount * tolerancePercent;

/** Why the order cannot go on by itself. Every reason there is, not only the first. */
const objectionsTo = (one: CreditCase, policy: CreditPolicy, show: (amount: number) => string): Reason[] => {
  const { limit, used, gross, overdue, prepayment } = one;
  const after = used + gross;
  const { graceDaysOverdue: grace } = policy;
  const reasons: Reason[] = [];
  if (prepayment !== undefined) reasons.push({ code: 'prepayment_required', detail: prepayment });
  if (after > limit && prepayment === undefined) {
    reasons.push({
      code: 'over_limit',
      detail: `The order of ${show(gross)} brings the exposure to ${show(after)}, ${show(after - limit)} over the limit of ${show(limit)}.`,
    });
  }
  if (grace !== undefined && overdue.days > grace) {
    reasons.push({
      code: 'overdue',
      detail: `${show(overdue.amount)} is overdue, the oldest invoice for ${days(overdue.days)}; ${days(grace)} are allowed.`,
    });
  }
  return reasons;
};

const because = (decision: CreditDecision['decision'], code: string, detail: string): CreditDecision => ({
  decision,
  reasons: [{ code, detail }],
});

/**
 * Decides the credit of an order by the customer's hold and limit, the tenant's policy and the exposure without the order.
 * Pure. In this order: checks switched off, all orders held, a reviewer's release, a small order, an invoice overdue for too
 * long, then prepayment, limit and overdue invoices together.
 */
export const decideCredit = (
  one: CreditCase,
  policy: CreditPolicy,
  show: (amount: number) => string,
): CreditDecision => {
  const { hold, overdue, gross, limit, used, release } = one;
  if (hold === 'off') return because('approved', 'hold_off', 'Credit checks are switched off for this customer.');
  if (hold === 'on') return because('held', 'customer_on_hold', 'All orders of this customer wait for a reviewer.');
  if (release && isReleased(one, policy)) {
    return because('approved', 'within_release', `A reviewer has released ${show(release.amount)} for this order.`);
  }
  if (gross < policy.autoApproveBelow) {
    return because('approved', 'small_order', `Orders below ${show(policy.autoApproveBelow)} are not checked.`);
  }
  if (overdue.days > (policy.rejectAfterDaysOverdue ?? Number.POSITIVE_INFINITY)) {
    return because('rejected', 'overdue_too_long', `An invoice has been overdue for ${days(overdue.days)}.`);
  }
  const objections = objectionsTo(one, policy, show);
  if (objections.length > 0) return { decision: 'held', reasons: objections };
  return because('approved', 'within_limit', `${show(used + gross)} of ${show(limit)} used with this order.`);
};
