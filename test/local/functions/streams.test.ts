import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DynamoEngine, openEngine } from '../../../local/dynamodb/engine.ts';
import { type Deliveries, openDeliveries } from '../../../local/functions/deliveries.ts';
import { startStreams, type Streams } from '../../../local/functions/streams.ts';
import { type Runtime, startRuntime } from '../../make/runtime.ts';

let runtime: Runtime;
let dir: string;
let engine: DynamoEngine;
let deliveries: Deliveries;
let streams: Streams | undefined;
/** The sort keys of every batch a function was given. */
let batches: string[][];
/** What the function does with a batch of sort keys; its answer goes back to the stream. */
let handle: (keys: string[], sequences: string[]) => unknown;

const openTable = (): Promise<DynamoEngine> =>
  openEngine({
    dir,
    tables: [{ name: 'cobro', partitionKey: 'pk', sortKey: 'sk', indexes: [] }],
    meters: runtime.meters,
    now: () => Date.now(),
  });

beforeEach(async () => {
  batches = [];
  handle = () => ({ batchItemFailures: [] });
  runtime = await startRuntime({
    outbox: ({ Records }) => {
      const keys = Records.map((record: any) => record.dynamodb.Keys.sk.S);
      batches.push(keys);
      return handle(
        keys,
        Records.map((record: any) => record.dynamodb.SequenceNumber),
      );
    },
  });
  dir = mkdtempSync(join(tmpdir(), 'cobro-streams-'));
  engine = await openTable();
  const { store, runner, activity } = runtime;
  deliveries = openDeliveries({ store, runner, activity, retryDelaysMs: [1] });
});
afterEach(async () => {
  await streams?.stop();
  streams = undefined;
  await engine.close();
  await runtime.stop();
  rmSync(dir, { recursive: true, force: true });
});

const start = async (batchSize = 10): Promise<void> => {
  const { runner, activity } = runtime;
  streams = await startStreams({
    engine,
    mappings: [{ functionName: 'outbox', itemKind: 'event', batchSize }],
    runner,
    deliveries,
    activity,
    region: 'eu-west-1',
    tableName: 'cobro',
    retryDelaysMs: [1, 2],
  });
};
const put = (sk: string, kind = 'event') =>
  engine.call('PutItem', { TableName: 'cobro', Item: { pk: { S: 'p' }, sk: { S: sk }, kind: { S: kind } } });
const idle = () => runtime.activity.idle();

describe('the stream of the table', () => {
  it('gives a function the inserts of its kind of item, in order and in batches', async () => {
    await start(3);
    for (const sk of ['1', '2', '3', '4']) await put(sk);
    await put('order', 'order');
    await put('4');
    await idle();
    expect(batches.flat()).toEqual(['1', '2', '3', '4']);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(3);
  });

  it('counts as pending until everything written is handled', async () => {
    await start();
    handle = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 20));
    await put('1');
    expect(runtime.activity.count()).toBeGreaterThan(0);
    await idle();
    expect(batches).toEqual([['1']]);
  });

  it('goes on from the first record that a function could not handle', async () => {
    for (const sk of ['1', '2', '3', '4']) await put(sk);
    let first = true;
    handle = (_keys, sequences) => {
      const failed = first ? sequences.slice(1, 2) : [];
      first = false;
      return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
    };
    await start();
    await idle();
    expect(batches).toEqual([
      ['1', '2', '3', '4'],
      ['2', '3', '4'],
    ]);
    expect(await deliveries.deadLetters()).toEqual([]);
  });

  it('puts a record aside that fails every time, and only that one', async () => {
    for (const sk of ['1', 'poison', '3']) await put(sk);
    handle = (keys, sequences) => {
      const at = keys.indexOf('poison');
      return { batchItemFailures: at === -1 ? [] : [{ itemIdentifier: sequences[at] }] };
    };
    await start();
    await idle();
    const letters = await deliveries.deadLetters();
    expect(letters).toMatchObject([{ functionName: 'outbox', source: 'stream event' }]);
    expect(JSON.stringify(letters[0]?.payload)).toContain('poison');
    expect(batches.at(-1)).toEqual(['3']);
  });

  it('does so too when the function throws over the whole batch: the neighbours of a bad record are handled', async () => {
    for (const sk of ['1', '2', 'poison', '4', '5']) await put(sk);
    const handled: string[] = [];
    handle = (keys) => {
      if (keys.includes('poison')) throw new Error('cannot read this');
      handled.push(...keys);
    };
    await start();
    await idle();
    expect(handled).toEqual(['1', '2', '4', '5']);
    expect(await deliveries.deadLetters()).toHaveLength(1);
  });

  it('sends what was put aside to its function again', async () => {
    await put('poison');
    handle = () => {
      throw new Error('not now');
    };
    await start();
    await idle();
    handle = () => undefined;
    expect(await deliveries.redrive()).toBe(1);
    await idle();
    expect(batches.at(-1)).toEqual(['poison']);
    expect(await deliveries.deadLetters()).toEqual([]);
  });

  it('goes on after a restart where it had come to', async () => {
    await start();
    await put('1');
    await idle();
    await streams?.stop();
    await put('2');
    await engine.close();
    engine = await openTable();
    batches = [];
    await start();
    await idle();
    expect(batches).toEqual([['2']]);
  });

  it('gives a record again whose batch was under way when the process stopped', async () => {
    handle = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 30));
    await put('1');
    await start();
    await expect.poll(() => batches.length, { interval: 5 }).toBe(1);
    await streams?.stop();
    handle = () => undefined;
    await start();
    await idle();
    expect(batches).toEqual([['1'], ['1']]);
  });

  it('reads again after its checkpoint could not be written', async () => {
    const real = engine;
    let faults = 1;
    engine = {
      ...real,
      saveCheckpoint: async (consumer, sequence) => {
        if (faults > 0) {
          faults -= 1;
          throw new Error('disk full');
        }
        return real.saveCheckpoint(consumer, sequence);
      },
    };
    await put('1');
    await start();
    await idle();
    expect(batches).toEqual([['1'], ['1']]);
    expect(await real.checkpoint('outbox')).toBe(1);
  });

  it('forgets what every consumer has dealt with', async () => {
    await start(100);
    for (let at = 0; at < 12; at += 1) await Promise.all(Array.from({ length: 50 }, (_, n) => put(`${at}-${n}`)));
    await idle();
    await expect.poll(async () => (await engine.readChanges(0, 1000)).length, { interval: 5 }).toBeLessThan(600);
    expect(new Set(batches.flat()).size).toBe(600);
  });
});
