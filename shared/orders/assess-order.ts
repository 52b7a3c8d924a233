import type { Call } from '../call.ts';
import type { CreditDecision } from '../credit/credit.ts';
import { caseOf, conditionsOf, type CreditGround } from '../credit/credit-ground.ts';
import type { MoveGround } from '../credit/credit-store.ts';
import { decideCredit } from '../credit/decide-credit.ts';
import { formatMoney } from '../money/format-money.ts';
import type { StoredLine, StoredOrder } from './order.ts';
import { openGross } from './order-status.ts';

/** What of an order its credit is decided by. `exposure`: what it counts already, which is not counted against it. */
interface Assessed {
  header: Pick<StoredOrder, 'currency' | 'exposure' | 'release'>;
  lines: readonly StoredLine[];
}

/** What credit says of an order as it stands: of all that is neither invoiced nor cancelled. */
export const assessOrder = ({ header, lines }: Assessed, ground: CreditGround, call: Call): CreditDecision => {
  const from = caseOf(ground);
  const gross = openGross(lines);
  return decideCredit(
    { ...from, used: from.used - header.exposure, gross, today: call.today, release: header.release },
    call.tenant.creditPolicy,
    (amount) => formatMoney(amount, header.currency, 'en'),
  );
};

/** What must hold at the commit of an order assessed so. `adds`: by how much it raises the exposure if approved. */
export const groundsFor = ({ reasons }: CreditDecision, adds: number, ground: CreditGround): MoveGround => {
  const byLimit = reasons.some(({ code }) => code === 'within_limit');
  return conditionsOf(ground, byLimit ? adds : undefined);
};
