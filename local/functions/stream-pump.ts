import * as z from 'zod';
import type { Activity } from '../activity.ts';
import type { ChangeRecord, DynamoEngine } from '../dynamodb/engine.ts';
import { logLine } from '../names.ts';
import type { Deliveries } from './deliveries.ts';
import type { FunctionRunner, Outcome } from './function-runner.ts';
import { isInsertOf, streamRecord } from './stream-record.ts';

/** A function fed by the table's stream with inserts of items of one kind. */
export interface StreamMapping {
  functionName: string;
  itemKind: string;
  batchSize: number;
  /** How long (ms) changes gather before they are read; not at all unless said. */
  windowMs?: number;
}

export interface PumpOptions {
  engine: Pick<DynamoEngine, 'readChanges' | 'checkpoint' | 'saveCheckpoint'>;
  runner: FunctionRunner;
  deliveries: Pick<Deliveries, 'bury'>;
  activity: Activity;
  region: string;
  tableName: string;
  /** Pauses (ms) before each further attempt of a failed record. After the last it is a dead letter. */
  retryDelaysMs?: readonly number[];
}

type Records = readonly ChangeRecord[];

/** How many changes are read at once. */
export const pageSize = 500;
const defaultDelaysMs = [50, 100, 200, 400, 800, 1600];
/** Pause (ms) after the change log could not be read, or a checkpoint not be written. */
const faultPauseMs = 1000;

const Answer = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).optional() }).nullish();

/** The records still to be handled after an invocation: from the lowest failed one on; all when it failed as a whole. */
const remaining = (records: Records, outcome: Outcome): { left: Records; asAWhole: boolean } => {
  const parsed = Answer.safeParse(outcome.ok ? outcome.answer : 'none');
  if (!parsed.success) return { left: records, asAWhole: true };
  const failed = new Set(parsed.data?.batchItemFailures?.map((item) => item.itemIdentifier));
  if (failed.size === 0) return { left: [], asAWhole: false };
  const first = records.findIndex((record) => failed.has(String(record.sequence)));
  // An identifier that names no record of the batch fails the whole batch, as on AWS.
  return first === -1 ? { left: records, asAWhole: true } : { left: records.slice(first), asAWhole: false };
};

/** Feeds one function from the change log: in order, from its checkpoint on, at least once. */
export class StreamPump {
  readonly #mapping: StreamMapping;
  readonly #options: PumpOptions;
  readonly #onProgress: () => void;
  readonly #delaysMs: readonly number[];
  #position = 0;
  #running: Promise<void> | undefined;
  #dirty = false;
  #stopped = false;
  #wake: (() => void) | undefined;

  constructor(mapping: StreamMapping, options: PumpOptions, onProgress: () => void) {
    this.#mapping = mapping;
    this.#options = options;
    this.#onProgress = onProgress;
    this.#delaysMs = options.retryDelaysMs ?? defaultDelaysMs;
  }

  /** Everything up to this change is dealt with. */
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
    this.#running = this.#run().finally(() => {
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

  /** Never throws. While there is a fault, what is unread counts as pending, and the pump tries again. */
  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#drain();
        return;
      } catch (error) {
        if (this.#stopped) return;
        logLine(`stream of ${this.#mapping.functionName} tries again in ${faultPauseMs} ms: ${String(error)}`);
        await this.#pause(faultPauseMs);
      }
    }
  }

  async #drain(): Promise<void> {
    const { itemKind, batchSize } = this.#mapping;
    const { windowMs = 0 } = this.#mapping;
    while (!this.#stopped) {
      if (windowMs > 0) await this.#pause(windowMs);
      this.#dirty = false;
      const page = await this.#options.engine.readChanges(this.#position, pageSize);
      const records = page.filter((record) => isInsertOf(record, itemKind));
      for (let start = 0; start < records.length; start += batchSize) {
        const batch = records.slice(start, start + batchSize);
        await this.#deliver(batch);
        await this.#passed(batch.at(-1)?.sequence);
      }
      await this.#passed(page.at(-1)?.sequence);
      if (!this.#dirty && page.length < pageSize) return;
    }
  }

  /** After a stop nobody knows what was dealt with, so the checkpoint stays. */
  async #passed(sequence: number | undefined): Promise<void> {
    if (sequence === undefined || sequence <= this.#position || this.#stopped) return;
    await this.#options.engine.saveCheckpoint(this.#mapping.functionName, sequence);
    this.#position = sequence;
    this.#onProgress();
  }

  /**
   * Until every record is handled or a dead letter. A batch that fails as a whole is halved, so that one record that
   * cannot be handled does not take its neighbours with it.
   */
  async #deliver(batch: Records): Promise<void> {
    let open = batch;
    for (let attempt = 0; open.length > 0 && !this.#stopped; attempt += 1) {
      const outcome = await this.#invoke(open);
      const { left, asAWhole } = remaining(open, outcome);
      if (asAWhole && open.length > 1) {
        await this.#pause(this.#delaysMs[0] ?? 0);
        await this.#deliver(open.slice(0, Math.ceil(open.length / 2)));
        return this.#deliver(open.slice(Math.ceil(open.length / 2)));
      }
      if (left.length < open.length) attempt = 0;
      open = left;
      const pauseMs = this.#delaysMs[attempt];
      if (open.length > 0 && pauseMs === undefined) {
        open = await this.#buryFirst(open, outcome);
        attempt = -1;
      } else if (open.length > 0) await this.#pause(pauseMs ?? 0);
    }
  }

  #invoke(records: Records): Promise<Outcome> {
    const event = { Records: records.map((record) => streamRecord(record, this.#options)) };
    return this.#options.runner.invoke(this.#mapping.functionName, event);
  }

  async #buryFirst(open: Records, outcome: Outcome): Promise<Records> {
    const [poison, ...rest] = open;
    if (!poison) return [];
    const { functionName, itemKind } = this.#mapping;
    const letter = {
      functionName,
      source: `stream ${itemKind}`,
      payload: { Records: [streamRecord(poison, this.#options)] },
      error: outcome.ok ? 'The record failed at every attempt.' : `${outcome.errorType}: ${outcome.errorMessage}`,
    };
    // Under its own name: put aside again after a crash, it is still one letter.
    await this.#options.deliveries.bury(letter, `${functionName}-${poison.sequence}`);
    logLine(`${functionName} cannot handle record ${poison.sequence} of the stream: it is a dead letter now`);
    return rest;
  }

  #pause(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
