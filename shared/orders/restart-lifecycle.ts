import type { Call } from '../call.ts';
import { deciding, Work } from '../table/work.ts';
import { startExecution } from './execution.ts';
import { executionName, nextStep } from './lifecycle.ts';
import { findOrderHeader, loadOrder, saveOrder } from './order-store.ts';

/**
 * Starts the lifecycle of an order anew from its row, for a table that was restored: its executions are gone, or are of a
 * later time than the table. `run` must be greater than any run before, so that no old execution has the name; the same
 * number again starts nothing twice. False when the order needs none any more.
 */
export const restartLifecycle = async (orderId: string, run: number, call: Call): Promise<boolean> => {
  const header = await findOrderHeader(orderId);
  if (!header || nextStep(header) === 'ended') return false;
  await deciding(async () => {
    const before = await loadOrder(orderId, call);
    if (before.header.lifecycle.run >= run) return;
    const work = new Work(call);
    saveOrder(work, { before, draft: { header: { ...before.header, lifecycle: { run } }, lines: before.lines }, call });
    await work.commit();
  });
  await startExecution(executionName(orderId, run), orderId);
  return true;
};
