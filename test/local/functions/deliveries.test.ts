import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Deliveries, openDeliveries } from '../../../local/functions/deliveries.ts';
import type { RuntimeStore } from '../../../local/runtime-store.ts';
import { type Runtime, startRuntime } from '../../make/runtime.ts';
import { dyingAtWrite } from '../dying-store.ts';

let runtime: Runtime;
let seen: any[];
let failing: number;
/** True once the process is dead: then its functions have no effect any more. */
let dead: () => boolean;
beforeEach(async () => {
  seen = [];
  failing = 0;
  dead = () => false;
  runtime = await startRuntime({
    consumer: (event) => {
      if (dead()) return new Promise(() => undefined);
      seen.push(event);
      if (failing <= 0) return undefined;
      failing -= 1;
      throw new Error('not now');
    },
    batch: () => ({ batchItemFailures: [{ itemIdentifier: '1' }] }),
    slow: () => new Promise(() => undefined),
  });
});
afterEach(() => runtime.stop());

const open = (store: RuntimeStore = runtime.store): Deliveries =>
  openDeliveries({ store, runner: runtime.runner, activity: runtime.activity, retryDelaysMs: [5, 10] });
const pending = async (): Promise<string[]> =>
  (await runtime.store.table('delivery', z.looseObject({ functionName: z.string() })).list()).map(
    ({ row }) => row.functionName,
  );
const one = { functionName: 'consumer', payload: { id: 1 }, source: 'bus' };

describe('a delivery', () => {
  it('reaches its function, and then nothing is pending', async () => {
    const deliveries = open();
    await deliveries.enqueue([one]);
    await runtime.activity.idle();
    expect(seen).toEqual([{ id: 1 }]);
    expect(await pending()).toEqual([]);
    expect(await deliveries.deadLetters()).toEqual([]);
  });

  it('is tried again after a failure, with pauses, and counts as pending meanwhile', async () => {
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

  it('that fails again when it is sent again is one dead letter, not two', async () => {
    failing = 6;
    const deliveries = open();
    await deliveries.enqueue([one]);
    await runtime.activity.idle();
    await deliveries.redrive();
    await runtime.activity.idle();
    expect(seen).toHaveLength(6);
    expect(await deliveries.deadLetters()).toHaveLength(1);
  });

  it('is a dead letter when the function says that records of it failed', async () => {
    const deliveries = open();
    await deliveries.enqueue([{ functionName: 'batch', payload: { Records: [] }, source: 'stream event' }]);
    await runtime.activity.idle();
    expect(await deliveries.deadLetters()).toMatchObject([{ error: 'Some records failed.' }]);
  });
});

describe('what a function puts aside itself', () => {
  it('stays where it is: nobody knows to whom it should be sent again', async () => {
    const deliveries = open();
    await deliveries.bury({ source: 'queue', payload: { poison: true }, error: 'A function put it aside.' });
    expect(await deliveries.redrive()).toBe(0);
    expect(await deliveries.deadLetters()).toMatchObject([{ payload: { poison: true } }]);
  });
});

describe('after the process died', () => {
  it('what was not done is done by the next one, and what was done is not done again', async () => {
    const deliveries = open();
    await deliveries.enqueue([{ ...one, functionName: 'slow' }, one]);
    await expect.poll(pending, { interval: 5 }).toEqual(['slow']);
    deliveries.stop();
    runtime = await runtime.crash();
    const after = open();
    await after.resume();
    await new Promise((resolve) => setTimeout(resolve, 20));
    after.stop();
    expect(seen).toHaveLength(1);
    expect(await pending()).toEqual(['slow']);
  });

  it('what is new is not run a second time by taking up what was left', async () => {
    const deliveries = open();
    const many = Array.from({ length: 50 }, (_, id) => ({ ...one, payload: { id } }));
    await Promise.all([...many.map((each) => deliveries.enqueue([each])), deliveries.resume()]);
    await runtime.activity.idle();
    expect(seen).toHaveLength(50);
  });

  const moments = [1, 2, 3].flatMap((nth) => [
    { nth, moment: 'before' as const },
    { nth, moment: 'after' as const },
  ]);
  it.each(moments)('$moment its write $nth, no delivery that was taken over is lost', async ({ nth, moment }) => {
    failing = 1;
    const store = dyingAtWrite(runtime.store, nth, moment);
    dead = () => store.dead;
    const deliveries = open(store);
    let taken = false;
    const enqueue = async (): Promise<void> => {
      await deliveries.enqueue([one]);
      taken = true;
    };
    void enqueue();
    await expect.poll(() => store.dead, { interval: 5 }).toBe(true);
    deliveries.stop();
    const times = seen.length;
    dead = () => false;
    runtime = await runtime.crash();
    const after = open();
    await after.resume();
    await runtime.activity.idle();
    if (taken || times > 0) expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(await pending()).toEqual([]);
    expect(await after.deadLetters()).toEqual([]);
  });
});
