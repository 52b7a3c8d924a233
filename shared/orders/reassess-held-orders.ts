import type { Call } from '../call.ts';
import type { CreditDecision } from '../credit/credit.ts';
import { findGroup } from '../credit/credit-group.ts';
import { type CreditGround, loadGround } from '../credit/credit-ground.ts';
import { partitionOfStatus } from '../table/partitions.ts';
import { indexKeys } from '../table/table-map.ts';
import { queryAllRows } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import { assessOrder, groundsFor } from './assess-order.ts';
import type { OrderState } from './order.ts';
import { openGross } from './order-status.ts';
import { findOrder, findOrders, saveOrder } from './order-store.ts';

/** So many orders are read at a time. */
const pageSize = 25;

/** The approval of a held order that the rules would let go on now; undefined of any other. */
const approvalOf = (order: OrderState, ground: CreditGround, call: Call): CreditDecision | undefined => {
  if (order.header.status !== 'credit_hold' || order.header.cancelling !== undefined) return undefined;
  const credit = assessOrder(order, ground, call);
  return credit.decision === 'approved' ? credit : undefined;
};

/** Approves a held order if credit allows it at this instant; the limit is a condition of the transaction. */
const letGoOn = (orderId: string, call: Call): Promise<void> =>
  deciding(async () => {
    const before = await findOrder(orderId, call);
    if (!before) return;
    const { customerId } = before.header;
    const ground = await loadGround(customerId, call);
    const credit = approvalOf(before, ground, call);
    if (!credit) return;
    const work = new Work(call);
    const draft = { header: { ...before.header, credit }, lines: before.lines };
    const grounds = groundsFor(credit, openGross(before.header, before.lines), ground);
    saveOrder(work, { before, draft, call, why: 'credit_available', grounds });
    await work.commit();
  });

/** Held orders of everyone or of a customer, oldest first: an id carries the instant the order was placed at. */
export const findHeldIds = async (customerId?: string): Promise<string[]> => {
  const owner = customerId === undefined ? undefined : `customer#${customerId}`;
  const query = partitionOfStatus('order', 'credit_hold', owner);
  const { sk } = indexKeys(query.index);
  return (await queryAllRows(query)).map((row) => String(row[sk]));
};

/**
 * Assesses the held orders of a customer, or of its whole group, anew, oldest first, and approves those that fit. One that
 * does not fit does not keep smaller ones behind it waiting.
 */
export const reassessHeldOrders = async (customerId: string, call: Call): Promise<void> => {
  const ofEach = await Promise.all((await findGroup(customerId)).map((id) => findHeldIds(id)));
  const ids = ofEach.flat().toSorted();
  const grounds = new Map<string, CreditGround>();
  for (let start = 0; start < ids.length; start += pageSize) {
    for (const order of await findOrders(ids.slice(start, start + pageSize), call)) {
      if (!order) continue;
      const { id, customerId: owner } = order.header;
      const ground = grounds.get(owner) ?? (await loadGround(owner, call));
      grounds.set(owner, ground);
      if (!approvalOf(order, ground, call)) continue;
      await letGoOn(id, call);
      // Less is left for those behind it, whoever of the group they belong to.
      grounds.clear();
    }
  }
};

/**
 * For an order that was held a moment ago: room that was made while it was being placed is found by this look, as whoever
 * made it did not see the order yet. Older orders have their turn first.
 */
export const reassessAfterHold = async (orderId: string, call: Call): Promise<void> => {
  const order = await findOrder(orderId, call);
  if (!order || order.header.status !== 'credit_hold') return;
  const { customerId } = order.header;
  if (!approvalOf(order, await loadGround(customerId, call), call)) return;
  await reassessHeldOrders(customerId, call);
  // The index may not show so young an order yet.
  await letGoOn(orderId, call);
};
