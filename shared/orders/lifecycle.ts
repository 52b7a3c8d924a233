import * as z from 'zod';
import type { Call } from '../call.ts';
import { noteInLog } from '../logger.ts';
import { keys } from '../table/table-map.ts';
import { getRow, replaceValue } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import { finishCancelling } from './cancel-order.ts';
import { finishGivingBack } from './hold-order.ts';
import { endExecution, resumeExecution, startExecution } from './execution.ts';
import type { StoredOrder } from './order.ts';
import { findOrderHeader, loadOrder, saveOrder } from './order-store.ts';
import { isUnfinished } from './order-status.ts';
import { reserveOrder } from './reserve-order.ts';
import { reviewPrepayment } from './review-prepayment.ts';
import { lazyObject } from '../lazy-object.ts';

/** What a state of the lifecycle hands on: nothing but the order and where to go. */
export const Step = lazyObject(() => ({ orderId: z.string(), next: z.enum(['held', 'waiting', 'ended']) }));
export type Step = z.infer<typeof Step>;

/** What a waiting state waits for. */
export const WaitFor = z.enum(['credit_decision', 'progress']);
export type WaitFor = z.infer<typeof WaitFor>;

/** `replaced`: the token that lay there before; it may be that of another execution. */
const Waiting = lazyObject(() => ({ token: z.string(), waitFor: WaitFor, replaced: z.string().default('') }));
type Waiting = z.infer<typeof Waiting>;

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
    : // An accepted order has not been to the reservation yet, or is to go there again.
      nextStep(header) === 'waiting' && header.uninvoicedShipmentIds.length === 0 && header.status !== 'accepted';

/*
 * Waiting and waking without a lock. Each side writes first and reads then, strongly consistent, so that at least one
 * of the two sees the other, whichever way they interleave:
 *
 *   the state that waits:   write token ──▶ read order ──▶ no need to wait? resume
 *   whoever makes progress: write order ──▶ (event) read token ──▶ no need to wait? resume
 *
 * Both may resume: the second finds a used token, which is not an error.
 */

/**
 * Ends the executions of tokens that lie there no more: nobody would wake them. Mostly they are used tokens of the same
 * execution, which answer nothing.
 */
const endReplaced = async (
  orderId: string,
  tokens: readonly (string | undefined)[],
  current: string,
): Promise<void> => {
  for (const token of new Set(tokens)) {
    if (token !== undefined && token !== '' && token !== current) await endExecution(token, orderId);
  }
};

/**
 * Leaves the token of a waiting execution; goes on at once when there is nothing to wait for. A later token replaces it,
 * and its execution ends when that is another's. The one before is looked at too: its replacer may have died between.
 */
export const awaitOrder = async (orderId: string, { token, waitFor }: Omit<Waiting, 'replaced'>): Promise<void> => {
  const moves: [string, string] = ['token', 'replaced'];
  const before = Waiting.partial().parse(
    await replaceValue(keys.waitToken(orderId), { set: { token, waitFor }, moves }),
  );
  await endReplaced(orderId, [before.token, before.replaced], token);
  const header = await findOrderHeader(orderId);
  noteInLog({ correlationId: header?.correlationId });
  if (!header || !mustWait(header, waitFor)) await resumeExecution(token, orderId);
};

/** Wakes the order's execution when what it waits for has happened. False when there is nobody to wake. */
export const wakeOrder = async (orderId: string): Promise<boolean> => {
  const header = await findOrderHeader(orderId);
  const row = await getRow(keys.waitToken(orderId));
  if (!header || !row) return false;
  const { token, waitFor, replaced } = Waiting.parse(row);
  if (nextStep(header) === 'ended') await endReplaced(orderId, [replaced], token);
  return !mustWait(header, waitFor) && resumeExecution(token, orderId);
};

/** The name of an execution: a second start under the same name is refused, so that an order runs once. */
const executionName = (orderId: string, run: number): string => `${orderId}-${run}`;

/** Starts the lifecycle of a new order, however often it is asked. */
export const startLifecycle = (orderId: string): Promise<void> => startExecution(executionName(orderId, 1), orderId);

/**
 * Gets an order moving that should have moved: opens the pick lists that are due, wakes its execution, or, when none
 * waits any more, starts another from the row. An order that has moved meanwhile is left alone.
 */
export const nudgeOrder = async (orderId: string, call: Call): Promise<void> => {
  const header = await findOrderHeader(orderId);
  if (!header || !isUnfinished(header)) return;
  if (header.cancelling) await finishCancelling(orderId, call);
  if (header.givingBack) await finishGivingBack(orderId, call);
  if (header.prepayment) await reviewPrepayment(orderId, call);
  if (header.listsDue) await reserveOrder(orderId, call);
  if (header.status !== 'accepted' && header.uninvoicedShipmentIds.length === 0) return;
  if (await wakeOrder(orderId)) return;
  await startAnew(orderId, (now) => (isUnfinished(now) ? now.lifecycle.run + 1 : undefined), call);
};

/**
 * Starts an execution from the order's row under the number that `runOf` says; undefined: the order needs none any more,
 * and the answer is false. A number that was reached before is started again, which starts nothing twice.
 */
const startAnew = async (
  orderId: string,
  runOf: (header: StoredOrder) => number | undefined,
  call: Call,
): Promise<boolean> => {
  const run = await deciding(async () => {
    const before = await loadOrder(orderId, call);
    const next = runOf(before.header);
    if (next === undefined || next <= before.header.lifecycle.run) return next;
    const work = new Work(call);
    const header = { ...before.header, lifecycle: { run: next } };
    saveOrder(work, { before, draft: { header, lines: before.lines }, call });
    await work.commit();
    return next;
  });
  if (run !== undefined) await startExecution(executionName(orderId, run), orderId);
  return run !== undefined;
};

/**
 * Starts the lifecycle of an order anew from its row, for a table that was restored: its executions are gone, or are of a
 * later time than the table. `run` must be greater than any run before, so that no old execution has the name; the same
 * number again starts nothing twice. False when the order needs none any more.
 */
export const restartLifecycle = (orderId: string, run: number, call: Call): Promise<boolean> =>
  startAnew(orderId, (header) => (nextStep(header) === 'ended' ? undefined : run), call);
