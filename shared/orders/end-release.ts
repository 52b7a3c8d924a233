import type { Call } from '../call.ts';
import { loadGround } from '../credit/credit-ground.ts';
import { deciding, Work } from '../table/work.ts';
import { heldAtLeast } from './assess-change.ts';
import { assessOrder, groundsFor } from './assess-order.ts';
import { finishGivingBack, holdOrder } from './hold-order.ts';
import { loadOrder, saveOrder } from './order-store.ts';
import { findUnpicked, takeOffLists } from './unpicked.ts';
import { watchesDue } from './watch.ts';

const endOnce = (orderId: string, day: string, call: Call): Promise<boolean> =>
  deciding(async () => {
    const before = await loadOrder(orderId, call);
    if (!watchesDue(before.header, call.tenant, day).includes('release_expired')) return false;
    const { release: _ended, ...header } = before.header;
    const order = { header, lines: before.lines };
    const ground = await loadGround(header.customerId, call);
    const decision = heldAtLeast(assessOrder(order, ground, call));
    const lists = decision.decision === 'held' ? await findUnpicked(before, call) : undefined;
    const work = new Work(call);
    const draft = lists ? holdOrder(work, takeOffLists(work, order, lists, call), decision) : order;
    const grounds = lists && groundsFor(decision, 0, ground);
    saveOrder(work, { before, draft, call, why: 'release_expired', grounds });
    await work.commit();
    return true;
  });

/**
 * Ends a reviewer's approval whose last day has passed. What is not picked by then is asked about again by the rules, and is
 * held if they object; what is picked goes on its way. False when there is no such approval (any more).
 */
export const endRelease = async (orderId: string, day: string, call: Call): Promise<boolean> => {
  const ended = await endOnce(orderId, day, call);
  if (ended) await finishGivingBack(orderId, call);
  return ended;
};
