import { type CreditDecision, decideCredit, type StoredCredit } from '../credit/credit.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Condition } from '../table/expression.ts';
import type { OrderState, StoredLine } from './order.ts';
import { openExposure } from './order-status.ts';

/** What credit says of a changed order, and what must still hold of the customer's credit when it is saved. */
export interface Assessment {
  decision: CreditDecision;
  grounds: Condition[];
}

/**
 * Decides the credit of an order anew after a change of its lines. What was approved stays so unless it counts more than
 * before; a held order is decided on whatever it counts now. Amounts gross, in minor units.
 */
export const assessChange = (
  before: OrderState,
  lines: readonly StoredLine[],
  credit: Pick<StoredCredit, 'limit' | 'hold' | 'used'>,
): Assessment => {
  const { header } = before;
  const gross = openExposure({ credit: { decision: 'approved', reasons: [] } }, lines);
  if (header.credit.decision === 'approved' && gross <= header.exposure) {
    return { decision: header.credit, grounds: [] };
  }
  const show = (amount: number): string => formatMoney(amount, header.currency, 'en');
  // Without what the order counts already.
  const decision = decideCredit({ ...credit, used: credit.used - header.exposure }, gross, show);
  const grounds: Condition[] = [
    { attribute: 'limit', is: '=', value: credit.limit },
    { attribute: 'hold', is: '=', value: credit.hold },
  ];
  if (decision.decision === 'approved' && credit.hold === 'auto') {
    grounds.push({ attribute: 'used', is: '<=', value: credit.limit - (gross - header.exposure) });
  }
  return { decision, grounds };
};

/** Whether the decision holds an order that was accepted until now. */
export const isHeldBy = ({ decision }: CreditDecision, { header }: OrderState): boolean =>
  decision === 'held' && header.credit.decision === 'approved';
