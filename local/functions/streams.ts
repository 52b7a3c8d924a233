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

/** Feeds one function from the change log: in order, from its checkpoint on. */
class Pump {
  readonly #mapping: StreamMapping;
  readonly #options: Options;
  readonly #onProgress: () => void;
  readonly #delays: readonly number[];
  #position = 0;
  #running: Promise<void> | undefined;
  #dirty = false;
  #stopped = false;
  #wake: (() => void) | undefined;

  constructor(mapping: StreamMapping, options: Options, onProgress: () => void) {
    this.#mapping = mapping;
    this.#options = options;
    this.#onProgress = onProgress;
    this.#delays = options.retryDelaysMs ?? defaultDelays;
  }

  get position(): number {
    return this.#position;
  }

  async start(): Promise<void> {
    this.#position = await this.#options.engine.checkpoint(this.#mapping.functionName);
    this.notice();
  }

  /** There may be something new. */
  notice(): void {
    this.#dirty = true;
    if (this.#running || this.#stopped) return;
    const end = this.#options.activity.begin();
    this.#running = this.#drain()
      .catch((error: unknown) => {
        const { functionName } = this.#mapping;
        if (!this.#stopped) logLine(`stream of ${functionName} stopped until the next change: ${String(error)}`);
      })
      .finally(() => {
        this.#running = undefined;
        // A change between the last read and now found the pump running.
        if (this.#dirty) this.notice();
        end();
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#running;
  }

  async #drain(): Promise<void> {
    const { itemKind, batchSize } = this.#mapping;
    while (!this.#stopped) {
      this.#dirty = false;
      const page = await this.#options.engine.readChanges(this.#position, pageSize);
      const records = page.filter((record) => wanted(record, itemKind));
      for (let start = 0; start < records.length; start += batchSize) {
        const batch = records.slice(start, start + batchSize);
        await this.#deliver(batch);
        await this.#passed(batch.at(-1)?.sequence);
      }
      await this.#passed(page.at(-1)?.sequence);
      if (!this.#dirty && page.length < pageSize) return;
    }
  }

  /** Everything up to there is dealt with. After a stop nobody knows, so the checkpoint stays. */
  async #passed(sequence: number | undefined): Promise<void> {
    if (sequence === undefined || sequence <= this.#position || this.#stopped) return;
    await this.#options.engine.saveCheckpoint(this.#mapping.functionName, sequence);
    this.#position = sequence;
    this.#onProgress();
  }

  async #deliver(batch: readonly ChangeRecord[]): Promise<void> {
    let open = batch;
    for (let attempt = 0; open.length > 0 && !this.#stopped; attempt += 1) {
      const event = { Records: open.map((record) => streamRecord(record, this.#options)) };
      const outcome = await this.#options.runner.invoke(this.#mapping.functionName, event);
      const left = remaining(open, outcome);
      if (left.length < open.length) attempt = 0;
      open = left;
      const delay = this.#delays[attempt];
      if (open.length > 0 && delay === undefined) {
        open = await this.#buryFirst(open, outcome);
        attempt = -1;
      } else if (open.length > 0) await this.#pause(delay ?? 0);
    }
  }

  /** A record that failed every attempt becomes a dead letter; the rest of its batch goes on without it. */
  async #buryFirst(open: readonly ChangeRecord[], outcome: Outcome): Promise<readonly ChangeRecord[]> {
    const [poison, ...rest] = open;
    if (!poison) return [];
    const { functionName, itemKind } = this.#mapping;
    await this.#options.deliveries.bury({
      functionName,
      source: `stream ${itemKind}`,
      payload: { Records: [streamRecord(poison, this.#options)] },
      error: outcome.ok ? 'The record failed at every attempt.' : `${outcome.errorType}: ${outcome.errorMessage}`,
    });
    logLine(`${functionName} cannot handle record ${poison.sequence} of the stream: it is a dead letter now`);
    return rest;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/**
 * DynamoDB Streams to Lambda: the engine's change log with one checkpoint per consumer. In order, at least once over
 * restarts; a record that fails every attempt becomes a dead letter and the stream goes on.
 */
export const startStreams = async (options: Options): Promise<Streams> => {
  const { engine } = options;
  let trimmed = 0;
  const trim = (): void => {
    const lowest = Math.min(...pumps.map((one) => one.position));
    if (lowest - trimmed < pageSize) return;
    trimmed = lowest;
    engine.trimChanges(lowest).catch((error: unknown) => logLine(`the change log was not trimmed: ${String(error)}`));
  };
  const pumps = options.mappings.map((mapping) => new Pump(mapping, options, trim));
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
