import * as z from 'zod';
import type { Activity } from '../activity.ts';
import type { ChangeRecord, DynamoEngine } from '../dynamodb/engine.ts';
import { logLine } from '../names.ts';
import type { Deliveries } from './deliveries.ts';
import type { FunctionRunner, Outcome } from './function-runner.ts';

/** A function fed by the table's stream with inserts of items of one kind. */
export interface StreamMapping {
  functionName: string;
  itemKind: string;
  batchSize: number;
}

interface Options {
  engine: Pick<
    DynamoEngine,
    'readChanges' | 'lastSequence' | 'onChange' | 'trimChanges' | 'checkpoint' | 'saveCheckpoint'
  >;
  mappings: readonly StreamMapping[];
  runner: FunctionRunner;
  deliveries: Pick<Deliveries, 'bury'>;
  activity: Activity;
  region: string;
  tableName: string;
  /** Pauses (ms) before each further attempt of a failed batch. */
  retryDelaysMs?: readonly number[];
}

export interface Streams {
  stop(): Promise<void>;
}

const pageSize = 500;
const defaultDelays = [50, 100, 200, 400, 800, 1600];

const Answer = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).optional() }).nullish();

const wanted = (record: ChangeRecord, itemKind: string): boolean =>
  record.eventName === 'INSERT' && record.newImage?.['kind']?.S === itemKind;

const streamRecord = (record: ChangeRecord, { region, tableName }: Options): Record<string, unknown> => ({
  eventID: record.sequence.toString(16).padStart(32, '0'),
  eventName: record.eventName,
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: region,
  dynamodb: {
    ApproximateCreationDateTime: Math.floor(record.at / 1000),
    Keys: record.keys,
    NewImage: record.newImage,
    OldImage: record.oldImage,
    SequenceNumber: String(record.sequence),
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
  eventSourceARN: `arn:aws:dynamodb:${region}:000000000000:table/${tableName}/stream/embedded`,
});

/** The records still to be handled after an invocation: from the lowest failed one on; all when it failed as a whole. */
const remaining = (records: readonly ChangeRecord[], outcome: Outcome): readonly ChangeRecord[] => {
  if (!outcome.ok) return records;
  const parsed = Answer.safeParse(outcome.answer);
  if (!parsed.success) return records;
  const failed = new Set(parsed.data?.batchItemFailures?.map((item) => item.itemIdentifier));
  if (failed.size === 0) return [];
  const first = records.findIndex((record) => failed.has(String(record.sequence)));
  // An identifier that names no record of the batch fails the whole batch, as on AWS.
  return first === -1 ? records : records.slice(first);
};

const pump = (mapping: StreamMapping, options: Options, onProgress: () => void) => {
  const { engine, runner, deliveries, activity, retryDelaysMs = defaultDelays } = options;
  const { functionName, itemKind, batchSize } = mapping;
  let position = 0;
  let running: Promise<void> | undefined;
  let dirty = false;
  let stopped = false;
  let wake: (() => void) | undefined;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const passed = async (sequence: number): Promise<void> => {
    await engine.saveCheckpoint(functionName, sequence);
    position = sequence;
    onProgress();
  };

  const deliver = async (batch: readonly ChangeRecord[]): Promise<void> => {
    let open = batch;
    for (let attempt = 0; open.length > 0 && !stopped; attempt += 1) {
      const event = { Records: open.map((record) => streamRecord(record, options)) };
      const outcome = await runner.invoke(functionName, event);
      const left = remaining(open, outcome);
      if (left.length < open.length) attempt = 0;
      open = left;
      if (open.length === 0) return;
      const delay = retryDelaysMs[attempt];
      if (delay !== undefined) {
        await pause(delay);
        continue;
      }
      const [poison, ...rest] = open;
      if (!poison) return;
      const error = outcome.ok
        ? 'The record failed at every attempt.'
        : `${outcome.errorType}: ${outcome.errorMessage}`;
      await deliveries.bury({
        functionName,
        source: `stream ${itemKind}`,
        payload: { Records: [streamRecord(poison, options)] },
        error,
      });
      logLine(`${functionName} cannot handle record ${poison.sequence} of the stream: it is a dead letter now`);
      open = rest;
      attempt = -1;
    }
  };

  const drain = async (): Promise<void> => {
    while (!stopped) {
      dirty = false;
      const page = await engine.readChanges(position, pageSize);
      const records = page.filter((record) => wanted(record, itemKind));
      for (let start = 0; start < records.length && !stopped; start += batchSize) {
        const batch = records.slice(start, start + batchSize);
        await deliver(batch);
        const last = batch.at(-1);
        if (last && !stopped) await passed(last.sequence);
      }
      const end = page.at(-1);
      if (end && end.sequence > position && !stopped) await passed(end.sequence);
      if (!dirty && page.length < pageSize) return;
    }
  };

  const notice = (): void => {
    dirty = true;
    if (running || stopped) return;
    const end = activity.begin();
    running = drain()
      .catch((error: unknown) => {
        if (!stopped) logLine(`stream of ${functionName} stopped until the next change: ${String(error)}`);
      })
      .finally(() => {
        running = undefined;
        // A change between the last read and now found the pump running.
        if (dirty) notice();
        end();
      });
  };

  return {
    start: async () => {
      position = await engine.checkpoint(functionName);
      notice();
    },
    notice,
    position: () => position,
    stop: async () => {
      stopped = true;
      wake?.();
      await running;
    },
  };
};

/**
 * DynamoDB Streams to Lambda: the engine's change log with one checkpoint per consumer. In order, at least once over
 * restarts; a record that fails every attempt becomes a dead letter and the stream goes on.
 */
export const startStreams = async (options: Options): Promise<Streams> => {
  const { engine } = options;
  let trimmed = 0;
  const trim = (): void => {
    const lowest = Math.min(...pumps.map((one) => one.position()));
    if (lowest - trimmed < pageSize) return;
    trimmed = lowest;
    engine.trimChanges(lowest).catch((error: unknown) => logLine(`the change log was not trimmed: ${String(error)}`));
  };
  const pumps = options.mappings.map((mapping) => pump(mapping, options, trim));
  const unsubscribe = engine.onChange(() => {
    for (const one of pumps) one.notice();
  });
  await Promise.all(pumps.map((one) => one.start()));
  return {
    stop: async () => {
      unsubscribe();
      await Promise.all(pumps.map((one) => one.stop()));
    },
  };
};
