import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Target } from '../local/dynamodb/contract/contract-case.ts';
import { type DynamoDbLocal, NotHere, startDynamoDbLocal } from '../local/dynamodb/contract/dynamodb-local.ts';
import { embeddedTarget, localTarget } from '../local/dynamodb/contract/targets.ts';
import { machine, median, table } from './machine.ts';

/*
 * npm run bench:engine: four-item transactions per second through the SDK, our engine on disk against Amazon's DynamoDB
 * Local on disk and in memory, in turns in one run. Both are asked by callers in this one process.
 */

const callers = 16;
const rounds = 3;
const seconds = Number(process.env['ROUND_SECONDS'] ?? 5);
/** Our engine on disk against DynamoDB Local in memory, its faster way; below it the exit code is 1. */
const goal = 1.2;

interface Contender {
  name: string;
  target: Target;
  /** Of each round. */
  perSecond: number[];
  /** Milliseconds of each call. */
  took: number[];
}

/** What a change of the business looks like: a new entity, its event, a counter, a check. */
const change = (tableName: string, caller: number, n: number): TransactWriteCommand => {
  const id = `${caller}-${n}`;
  const isNew = { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } };
  const order = {
    pk: `order#${id}`,
    sk: 'order',
    listPk: 'order#2030-01',
    listSk: id,
    version: 1,
    note: 'n'.repeat(300),
  };
  const event = { pk: `order#${id}`, sk: 'event#1', feedPk: `feed#${caller % 4}`, feedSk: id, data: { total: n } };
  return new TransactWriteCommand({
    TransactItems: [
      { Put: { TableName: tableName, Item: order, ...isNew } },
      { Put: { TableName: tableName, Item: event, ...isNew } },
      {
        Update: {
          TableName: tableName,
          Key: { pk: `stock#${caller}`, sk: 'stock' },
          UpdateExpression: 'SET #reserved = if_not_exists(#reserved, :zero) + :one',
          ExpressionAttributeNames: { '#reserved': 'reserved' },
          ExpressionAttributeValues: { ':zero': 0, ':one': 1 },
        },
      },
      { ConditionCheck: { TableName: tableName, Key: { pk: `blocked#${caller}`, sk: 'none' }, ...isNew } },
    ],
  });
};

let serial = 0;

const round = async ({ target, perSecond, took }: Contender): Promise<void> => {
  const started = performance.now();
  const end = started + seconds * 1000;
  let done = 0;
  const caller = async (_: unknown, index: number): Promise<void> => {
    while (performance.now() < end) {
      const begun = performance.now();
      serial += 1;
      await target.docs.send(change(target.table, index, serial));
      took.push(performance.now() - begun);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  perSecond.push((done / (performance.now() - started)) * 1000);
};

const row = ({ name, perSecond, took }: Contender): string[] => {
  const slow = took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Number.NaN;
  const each = perSecond.map((one) => one.toFixed(0)).join(' / ');
  return [name, median(perSecond).toFixed(0), each, median(took).toFixed(1), slow.toFixed(1)];
};

const contender = (name: string, target: Target): Contender => ({ name, target, perSecond: [], took: [] });

const report = ([ours, onDisk, inMemory]: readonly [Contender, Contender, Contender]): void => {
  const head = ['engine', 'transactions per second (median)', 'of each round', 'median ms', '99 % ms'];
  const ratio = (other: Contender): number => median(ours.perSecond) / median(other.perSecond);
  process.stdout.write(`${machine()}; transactions of four items, ${callers} callers, rounds of ${seconds} s in turns

${table(head, [ours, onDisk, inMemory].map(row))}

Ratio: ${ratio(onDisk).toFixed(1)} against DynamoDB Local on disk, ${ratio(inMemory).toFixed(1)} against DynamoDB Local in memory (goal: ${goal}).
On disk DynamoDB Local waits for the disk at every commit; ours hands the batch to the operating system, which survives
the death of the process, not that of the machine.
`);
  if (ratio(inMemory) < goal) process.exitCode = 1;
};

const measure = async (onDisk: DynamoDbLocal, inMemory: DynamoDbLocal, dir: string): Promise<void> => {
  const contenders: [Contender, Contender, Contender] = [
    contender('embedded, on disk', await embeddedTarget(dir)),
    contender('DynamoDB Local, on disk', await localTarget(onDisk.endpoint)),
    contender('DynamoDB Local, in memory', await localTarget(inMemory.endpoint)),
  ];
  for (const { name, target } of contenders) await round(contender(name, target));
  for (let n = 0; n < rounds; n += 1) for (const one of contenders) await round(one);
  report(contenders);
  for (const { target } of contenders) await target.close();
};

const dir = mkdtempSync(join(tmpdir(), 'cobro-engine-'));
const started: DynamoDbLocal[] = [];
try {
  const onDisk = await startDynamoDbLocal('disk');
  started.push(onDisk);
  const inMemory = await startDynamoDbLocal('memory');
  started.push(inMemory);
  await measure(onDisk, inMemory, dir);
} catch (error) {
  if (!(error instanceof NotHere)) throw error;
  process.stdout.write(`Skipped: ${error.message}\n`);
} finally {
  for (const one of started) await one.stop();
  rmSync(dir, { recursive: true, force: true });
}
