import type { Call } from '../call.ts';
import type { CreditDecision } from '../credit/credit.ts';
import { caseOf, conditionsOf, type CreditGround } from '../credit/credit-ground.ts';
import type { MoveGround } from '../credit/credit-store.ts';
import { decideCredit } from '../credit/decide-credit.ts';
import { prepaymentAsked } from '../credit/prepayment.ts';
import { formatMoney } from '../money/format-money.ts';
import type { StoredLine, StoredOrder } from './order.ts';
import { openGross, orderGross } from './order-status.ts';

/** What of an order its credit is decided by. `exposure`: what it counts already, which is not counted against it. */
interface Assessed {
  header: Pick<StoredOrder, 'currency' | 'exposure' | 'release' | 'prepayment' | 'prepaymentInvoices'>;
  lines: readonly StoredLine[];
}

/** What credit says of an order as it stands: of all that is neither invoiced nor cancelled. */
export const assessOrder = ({ header, lines }: Assessed, ground: CreditGround, call: Call): CreditDecision => {
  const from = caseOf(ground);
  const gross = openGross(header, lines);
  // Also what was invoiced in advance and is not paid (any more).
  const total = orderGross(lines);
  const show = (amount: number): string => formatMoney(amount, header.currency, 'en');
  return decideCredit(
    {
      ...from,
      used: from.used - header.exposure,
      gross,
      today: call.today,
      release: header.release,
      prepayment: header.prepayment && total > 0 ? prepaymentAsked(total, show) : undefined,
    },
    call.tenant.creditPolicy,
    show,
  );
};

/** What must hold at the commit of an order assessed so. `adds`: by how much it raises the exposure if approved. */
export const groundsFor = ({ reasons }: CreditDecision, adds: number, ground: CreditGround): MoveGround => {
  const byLimit = reasons.some(({ code }) => code === 'within_limit');
  return conditionsOf(ground, byLimit ? adds : undefined);
};
