import type { Call } from '../call.ts';
import type { CreditDecision } from '../credit/credit.ts';
import type { ReviewDecision } from '../credit/review.ts';
import { Conflict, Unprocessable } from '../errors.ts';
import { badField } from '../http/problem.ts';
import { formatMoney } from '../money/format-money.ts';
import { deciding, Work } from '../table/work.ts';
import type { Order } from './order.ts';
import { loadOrder, presentOrder, saveOrder } from './order-store.ts';

/**
 * A reviewer's word on a held order: approved, it counts in the exposure and goes on to reservation; rejected, it ends.
 * An approval is for at most `maxAmount` (gross) and only until `validUntil`: 422 `over_max_amount` when the order is
 * more. 409 `not_held` when there is nothing to decide any more.
 */
export const reviewCredit = (orderId: string, input: ReviewDecision, call: Call): Promise<Order> =>
  deciding(async () => {
    const before = await loadOrder(orderId, call);
    if (before.header.status !== 'credit_hold')
      throw new Conflict('not_held', `This order is ${before.header.status}; there is nothing to decide.`);
    const { gross } = before.header.totals;
    if (input.validUntil !== undefined && input.validUntil < call.today)
      throw badField('validUntil', 'in_the_past', 'The approval would have expired already.');
    if (input.decision === 'approve' && input.maxAmount !== undefined && gross > input.maxAmount) {
      const show = (amount: number): string => formatMoney(amount, before.header.currency, 'en');
      throw new Unprocessable(
        'over_max_amount',
        `The order is ${show(gross)}, more than the ${show(input.maxAmount)} approved.`,
      );
    }
    const decision = input.decision === 'approve' ? 'approved' : 'rejected';
    const until = input.validUntil === undefined ? '' : ` Valid until ${input.validUntil}.`;
    const credit: CreditDecision = {
      decision,
      reasons: [{ code: `${decision}_by_reviewer`, detail: `${input.reason}${until}` }],
    };
    const work = new Work(call);
    const { maxAmount, validUntil } = input;
    const release = input.decision === 'approve' ? { amount: maxAmount ?? gross, validUntil } : undefined;
    const draft = { header: { ...before.header, credit, release }, lines: before.lines };
    const order = presentOrder(saveOrder(work, { before, draft, call, why: `${decision}_by_reviewer` }));
    work.answer(200, order);
    await work.commit();
    return order;
  });
