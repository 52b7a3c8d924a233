import type { Call } from '../call.ts';
import type { CreditDecision } from '../credit/credit.ts';
import { loadGround } from '../credit/credit-ground.ts';
import type { MoveGround } from '../credit/credit-store.ts';
import { assessOrder, groundsFor } from './assess-order.ts';
import type { OrderState, StoredLine } from './order.ts';
import { openGross } from './order-status.ts';

/** What credit says of a changed order, and what must still hold of the customer's credit when it is saved. */
export interface Assessment {
  decision: CreditDecision;
  grounds?: MoveGround;
}

/** Nothing goes out that credit does not allow, but an order that was taken is not refused afterwards: it waits for a reviewer. */
export const heldAtLeast = ({ decision, reasons }: CreditDecision): CreditDecision => ({
  decision: decision === 'rejected' ? 'held' : decision,
  reasons,
});

/**
 * Decides the credit of an order anew after a change of its lines. What was approved stays so unless it counts more than
 * before; a reviewer's release covers it up to the policy's tolerance; a held order is decided on whatever it counts now.
 */
export const assessChange = async (
  { header }: OrderState,
  lines: readonly StoredLine[],
  call: Call,
): Promise<Assessment> => {
  const gross = openGross(header, lines);
  if (header.credit.decision === 'approved' && gross <= header.exposure) return { decision: header.credit };
  const ground = await loadGround(header.customerId, call);
  const decision = heldAtLeast(assessOrder({ header, lines }, ground, call));
  return { decision, grounds: groundsFor(decision, gross - header.exposure, ground) };
};

/** Whether the decision holds an order that was accepted until now. */
export const isHeldBy = ({ decision }: CreditDecision, { header }: OrderState): boolean =>
  decision === 'held' && header.credit.decision === 'approved';
