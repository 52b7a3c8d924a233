import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { AwsService } from '../aws/request-handler.ts';
import type { Meters } from '../bill/meters.ts';
import { logLine } from '../names.ts';
import { batchWrites } from './batch-writes.ts';
import { type ChangeFilter, ChangeLog, type ChangeRecord } from './change-log.ts';
import { CommitLog, type CommitStep, type Written } from './commit-log.ts';
import { ensureTable, type TableDeclaration } from './declared-tables.ts';
import type { Answer } from './dynalite-types.ts';
import { DynamoFault, isFault } from './dynamo-fault.ts';
import type { EngineParts, Operation } from './engine-parts.ts';
import { ItemLocks } from './item-locks.ts';
import { type Level, openLevel } from './level.ts';
import { reads } from './reads.ts';
import { forgetOldTokens } from './request-tokens.ts';
import { rowKeys } from './row-keys.ts';
import { singleWrites } from './single-writes.ts';
import { tableOperations } from './table-operations.ts';
import { Tables } from './tables.ts';
import { sweepExpired } from './time-to-live.ts';
import { transactWriteItems } from './transact-write.ts';
import { dynamoService, type Listener, listenOnLoopback } from './wire.ts';

export type { ChangeRecord } from './change-log.ts';

export interface EngineOptions {
  /** Folder of its own; `null`: in memory. */
  dir: string | null;
  /** Tables that must be there. */
  tables: readonly TableDeclaration[];
  meters: Pick<Meters, 'add'>;
  /** Business time, epoch ms: stamps changes, ages request tokens. */
  now(): number;
  /**
   * Time (ms) every call takes: half of it on the way in, half before the answer. A transaction decides in the middle
   * and commits at the end; in between it holds its items. None unless said: transactions then follow one another.
   */
  latencyMs?: number;
  /** Changes that go to the change log; all unless said. */
  keepsChange?: ChangeFilter;
  /** Told each numbered step of the commit path. For crash tests. */
  onStep?(step: CommitStep): void;
}

/**
 * DynamoDB in this process, in the file format of nobody but us. dynalite's own actions do validation, expressions,
 * queries; LevelDB stores; in between, everything a call changes is collected and written as one batch.
 */
export interface DynamoEngine {
  /** Answers what the SDK sends. */
  service: AwsService;
  /** One operation by its name, input and answer in DynamoDB JSON. Throws a fault with `statusCode` and `body`. */
  call(operation: string, input: unknown): Promise<Answer>;
  listen(port: number): Promise<Listener>;
  setLatency(ms: number): void;
  /** Written changes after the position, oldest first. */
  readChanges(position: number, limit: number): Promise<ChangeRecord[]>;
  /** Of the newest change; 0 when there was none ever. */
  lastSequence(): number;
  /** Calls the listener after changes were written; answers how to end that. */
  onChange(listener: () => void): () => void;
  /** Forgets changes up to and including this one. */
  trimChanges(sequence: number): Promise<void>;
  checkpoint(consumer: string): Promise<number>;
  saveCheckpoint(consumer: string, sequence: number): Promise<void>;
  /** Removes at once what expired before `now` (epoch ms); how many items that were. Else it happens every minute. */
  sweepExpired(now: number): Promise<number>;
  /** Waits for what is being written, then closes. */
  close(): Promise<void>;
}

const operations: Readonly<Record<string, Operation>> = {
  ...singleWrites,
  ...batchWrites,
  ...reads,
  ...tableOperations,
  TransactWriteItems: transactWriteItems,
};

const Input = z.record(z.string(), z.unknown());
const TypedInput = z.custom<object>();

const newParts = (level: Level, options: EngineOptions, latency: () => number): EngineParts => {
  const now = (): number => options.now();
  const onStep = (step: CommitStep): void => options.onStep?.(step);
  const changes = new ChangeLog(level, now, options.keepsChange ?? (() => true));
  const onWritten = (keys: Written): void => {
    if (keys.has(rowKeys.lastSequence)) changes.notify();
  };
  return {
    level,
    changes,
    log: new CommitLog(level, onWritten, onStep),
    tables: new Tables(level),
    locks: new ItemLocks(),
    meters: options.meters,
    now,
    halfLatency: () => (latency() > 0 ? sleep(latency() / 2) : undefined),
    onStep,
    typed: false,
  };
};

const carryOut = async (parts: EngineParts, name: string, input: unknown): Promise<Answer> => {
  const operation = operations[name];
  if (operation === undefined) throw new DynamoFault('UnknownOperationException', `No operation ${name} here`);
  try {
    return await operation(parts, parts.typed ? TypedInput.parse(input) : Input.parse(input));
  } catch (error) {
    // Decided on what was on its way to the disk: whoever was refused for it must find it when looking.
    if (isFault(error)) await parts.log.written();
    if (!isFault(error) && error instanceof z.ZodError)
      throw new DynamoFault('ValidationException', z.prettifyError(error));
    throw error;
  }
};

/** Between two looks for expired items and old request tokens. On AWS expired items go within days. */
const sweepEveryMs = 60_000;

const sweep = async (parts: EngineParts, now: number): Promise<number> => {
  await forgetOldTokens(parts.level, parts.log, now);
  return sweepExpired(parts, now);
};

/** Sweeps from time to time. Answers how to end that. */
const keepSweeping = (parts: EngineParts): (() => Promise<void>) => {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = sweep(parts, parts.now()).then(
      () => undefined,
      (error: unknown) => logLine(`expired items were not removed: ${String(error)}`),
    );
  }, sweepEveryMs).unref();
  return () => {
    clearInterval(timer);
    return running;
  };
};

/** Opens or creates the engine's folder and brings the declared tables up to their declaration. */
export const openEngine = async (options: EngineOptions): Promise<DynamoEngine> => {
  let latencyMs = options.latencyMs ?? 0;
  const level = await openLevel(options.dir);
  const parts = newParts(level, options, () => latencyMs);
  const { changes, log, tables } = parts;
  await tables.load();
  changes.load();
  for (const declared of options.tables) await ensureTable(parts, declared);
  await forgetOldTokens(level, log, parts.now());
  const stopSweeping = keepSweeping(parts);
  const call = (operation: string, input: unknown): Promise<Answer> =>
    carryOut(parts, operation, structuredClone(input));
  const typedParts: EngineParts = { ...parts, typed: true };
  const service: AwsService = Object.assign(
    dynamoService((operation, input) => carryOut(parts, operation, input)),
    { typed: (operation: string, input: object) => carryOut(typedParts, operation, input) },
  );
  return {
    service,
    call,
    listen: (port) => listenOnLoopback(service, port),
    setLatency: (ms) => {
      latencyMs = ms;
    },
    readChanges: (position, limit) => changes.read(position, limit),
    lastSequence: () => changes.last(),
    onChange: (listener) => changes.subscribe(listener),
    trimChanges: (sequence) => changes.trim(sequence),
    checkpoint: async (consumer) => changes.checkpoint(consumer),
    saveCheckpoint: (consumer, sequence) => changes.saveCheckpoint(consumer, sequence),
    sweepExpired: (now) => sweep(parts, now),
    close: async () => {
      await stopSweeping();
      await log.settled();
      await level.close();
    },
  };
};
