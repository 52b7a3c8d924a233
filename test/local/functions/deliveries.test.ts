import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Deliveries, openDeliveries } from '../../../local/functions/deliveries.ts';
import { type Runtime, startRuntime } from '../../make/runtime.ts';

let runtime: Runtime;
let seen: unknown[];
let failing: number;
beforeEach(async () => {
  seen = [];
  failing = 0;
  runtime = await startRuntime({
    consumer: (event) => {
      seen.push(event);
      if (failing > 0) {
        failing -= 1;
        throw new Error('not now');
      }
    },
    slow: () => new Promise(() => undefined),
  });
});
afterEach(() => runtime.stop());

const open = (from = runtime): Deliveries =>
  openDeliveries({ store: from.store, runner: from.runner, activity: from.activity, retryDelaysMs: [5, 10] });
const one = { functionName: 'consumer', payload: { id: 1 }, source: 'bus' };

describe('a delivery', () => {
  it('reaches its function, and then nothing is pending', async () => {
    const deliveries = open();
    await deliveries.enqueue([one]);
    await runtime.activity.idle();
    expect(seen).toEqual([{ id: 1 }]);
    expect(await deliveries.deadLetters()).toEqual([]);
  });

  it('is tried again after a failure, with pauses', async () => {
    failing = 2;
    const deliveries = open();
    await deliveries.enqueue([one]);
    await runtime.activity.idle();
    expect(seen).toHaveLength(3);
    expect(await deliveries.deadLetters()).toEqual([]);
  });

  it('that fails every time is a dead letter, and reaches its function when it is sent again', async () => {
    failing = 3;
    const deliveries = open();
    await deliveries.enqueue([one]);
    await runtime.activity.idle();
    expect(await deliveries.deadLetters()).toMatchObject([
      { functionName: 'consumer', payload: { id: 1 }, source: 'bus', error: 'Error: not now' },
    ]);
    expect(await deliveries.redrive()).toBe(1);
    await runtime.activity.idle();
    expect(seen).toHaveLength(4);
    expect(await deliveries.deadLetters()).toEqual([]);
  });

  it('survives the process: what was not done is done by the next one', async () => {
    const deliveries = open();
    await deliveries.enqueue([{ ...one, functionName: 'slow' }, one]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    deliveries.stop();
    runtime = await runtime.crash();
    const after = open();
    await after.resume();
    await new Promise((resolve) => setTimeout(resolve, 20));
    after.stop();
    const pending = await runtime.store.table('delivery', (await import('zod')).looseObject({})).list();
    // The quick one was done before the crash, the slow one is still on its way.
    expect(seen).toHaveLength(1);
    expect(pending.map(({ row }) => row['functionName'])).toEqual(['slow']);
  });
});
