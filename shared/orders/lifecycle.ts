import * as z from 'zod';
import type { Call } from '../call.ts';
import { keys } from '../table/table-map.ts';
import { deciding, Work } from '../table/work.ts';
import type { StoredOrder } from './order.ts';
import { findOrderHeader, loadOrder, saveOrder } from './order-store.ts';

/** What a state of the lifecycle hands on: nothing but the order and where to go. */
export const Step = z.object({ orderId: z.string(), next: z.enum(['held', 'waiting', 'ended']) });
export type Step = z.infer<typeof Step>;

/** What a waiting state waits for. */
export const WaitFor = z.enum(['credit_decision', 'progress']);
export type WaitFor = z.infer<typeof WaitFor>;

/** Where the lifecycle goes from here: it ends when nothing is left to ship or to invoice. */
export const nextStep = (header: StoredOrder): Step['next'] => {
  if (header.status === 'credit_hold') return 'held';
  if (header.status === 'rejected' || header.status === 'cancelled') return 'ended';
  const open = header.counts.ordered - header.counts.cancelled - header.counts.shipped;
  return open > 0 || header.uninvoicedShipmentIds.length > 0 ? 'waiting' : 'ended';
};

/** Whether the order still has to wait for that. */
const mustWait = (header: StoredOrder, waitFor: WaitFor): boolean =>
  waitFor === 'credit_decision'
    ? header.status === 'credit_hold'
    : nextStep(header) === 'waiting' && header.uninvoicedShipmentIds.length === 0;

/**
 * Stores the token of a waiting execution on the order, on condition that it still has to wait. False: go on at once.
 * The condition is the version: whatever ends the wait changes it.
 */
export const storeToken = (orderId: string, wait: { waitFor: WaitFor; token: string }, call: Call): Promise<boolean> =>
  deciding(async () => {
    const header = await findOrderHeader(orderId);
    if (!header || !mustWait(header, wait.waitFor)) return false;
    const work = new Work(call);
    work.update({
      key: keys.order(orderId),
      // The token is no part of what anyone reads, so the version stays.
      set: { lifecycle: { run: header.lifecycle.run, token: wait.token, waitFor: wait.waitFor } },
      when: [{ attribute: 'version', is: '=', value: header.version }],
    });
    await work.commit();
    return true;
  });

/** The token to resume the order's execution with, if the order waits and no longer has to. */
export const tokenToResume = async (orderId: string): Promise<string | undefined> => {
  const header = await findOrderHeader(orderId);
  const { token, waitFor } = header?.lifecycle ?? {};
  if (!header || token === undefined || waitFor === undefined) return undefined;
  return mustWait(header, WaitFor.parse(waitFor)) ? undefined : token;
};

/** Counts a new run of the order's lifecycle and forgets the old token. Answers the name of the new execution. */
export const newRun = (orderId: string, call: Call): Promise<string> =>
  deciding(async () => {
    const before = await loadOrder(orderId, call);
    const run = before.header.lifecycle.run + 1;
    const work = new Work(call);
    saveOrder(work, { before, draft: { header: { ...before.header, lifecycle: { run } }, lines: before.lines }, call });
    await work.commit();
    return executionName(orderId, run);
  });

/** The name of an execution: a second start under the same name is refused, so that an order runs once. */
export const executionName = (orderId: string, run: number): string => `${orderId}-${run}`;
