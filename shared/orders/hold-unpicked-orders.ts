import type { Call } from '../call.ts';
import { findGroup } from '../credit/credit-group.ts';
import { loadGround } from '../credit/credit-ground.ts';
import { partitionOfStatus } from '../table/partitions.ts';
import { indexKeys } from '../table/table-map.ts';
import { queryAllRows } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import { assessOrder, groundsFor } from './assess-order.ts';
import { finishGivingBack, holdOrder } from './hold-order.ts';
import type { OrderStatus } from './order.ts';
import { findOrder, saveOrder } from './order-store.ts';
import { findUnpicked, takeOffLists } from './unpicked.ts';

/** Statuses of orders that credit has approved and of which something may still be unpicked. */
const running: readonly OrderStatus[] = ['accepted', 'backordered', 'fulfilling'];

/** Running orders of a customer, newest first. */
const findRunningIds = async (customerId: string): Promise<string[]> => {
  const ofEach = await Promise.all(
    running.map(async (status) => {
      const query = partitionOfStatus('order', status, `customer#${customerId}`);
      const { sk } = indexKeys(query.index);
      return (await queryAllRows(query)).map((row) => String(row[sk]));
    }),
  );
  return ofEach.flat().toSorted().toReversed();
};

/** Why an approval may be taken back: by the names of reasons of a decision. */
export type Objection = 'over_limit' | 'overdue' | 'overdue_too_long';

/** Holds the order if the rules, asked again, object to it for one of these reasons. What is picked goes on its way. */
const holdIfObjected = (orderId: string, objections: readonly Objection[], call: Call): Promise<void> =>
  deciding(async () => {
    const before = await findOrder(orderId, call);
    // What was paid in advance is not on credit.
    if (!before || !running.includes(before.header.status) || before.header.prepayment) return;
    const { customerId } = before.header;
    const ground = await loadGround(customerId, call);
    const { reasons } = assessOrder(before, ground, call);
    if (!objections.some((code) => reasons.some((reason) => reason.code === code))) return;
    const lists = await findUnpicked(before, call);
    // Picked, being cancelled, or on its way: credit has come too late for this one.
    if (!lists) return;
    const decision = { decision: 'held' as const, reasons };
    const work = new Work(call);
    const draft = holdOrder(work, takeOffLists(work, before, lists, call), decision);
    const [first] = reasons;
    saveOrder(work, { before, draft, call, why: first?.code, grounds: groundsFor(decision, 0, ground) });
    await work.commit();
  });

/**
 * Takes back the approval of orders not yet picked, of a customer or of its whole group, newest first, as long as the rules
 * object for one of these reasons: their pick lists are cancelled and what they had reserved is free for others. What a
 * reviewer has released stays released.
 */
export const holdUnpickedOrders = async (
  customerId: string,
  objections: readonly Objection[],
  call: Call,
): Promise<void> => {
  const ofEach = await Promise.all((await findGroup(customerId)).map(findRunningIds));
  for (const id of ofEach.flat().toSorted().toReversed()) {
    await holdIfObjected(id, objections, call);
    await finishGivingBack(id, call);
  }
};
