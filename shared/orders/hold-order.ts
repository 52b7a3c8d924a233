import type { Call } from '../call.ts';
import type { CreditDecision } from '../credit/credit.ts';
import { deciding, Work } from '../table/work.ts';
import { type GivenBack, givePiecesBack, writeGivenBack } from './give-pieces-back.ts';
import type { OrderState } from './order.ts';
import { loadOrder, saveOrder } from './order-store.ts';

/**
 * An accepted order, of which nothing is on a pick list any more (`takeOffLists`), as credit holds it: its exposure is
 * 0 and what it had reserved is given back, as far as one transaction goes; `finishGivingBack` does the rest. The caller
 * saves it, with the condition the decision stands on. `given`: what the same transaction gives back already.
 */
export const holdOrder = (
  work: Work,
  { header, lines }: OrderState,
  decision: CreditDecision,
  given?: GivenBack,
): OrderState => {
  const back = givePiecesBack(lines, false, given);
  writeGivenBack(work, back);
  // An approval begins with a reservation of everything.
  return { header: { ...header, credit: decision, reservationTried: false }, lines: back.lines };
};

/** One transaction. False when nothing is left to give back, or the order was approved meanwhile. */
const giveBackStep = async (orderId: string, call: Call): Promise<boolean> => {
  const before = await loadOrder(orderId, call);
  if (!before.header.givingBack) return false;
  const work = new Work(call);
  const back = givePiecesBack(before.lines, false);
  writeGivenBack(work, back);
  saveOrder(work, { before, draft: { header: before.header, lines: back.lines }, call });
  await work.commit();
  return !back.isAll;
};

/** Gives back what a held order has still reserved. It holds no more than a crash or very many lines left to it. */
export const finishGivingBack = async (orderId: string, call: Call): Promise<void> => {
  while (await deciding(() => giveBackStep(orderId, call))) {
    // Goes on until a step finds nothing to do.
  }
};
