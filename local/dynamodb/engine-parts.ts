import type { Meters } from '../bill/meters.ts';
import type { ChangeLog } from './change-log.ts';
import { totalUnits } from './capacity.ts';
import { type CommitLog, type CommitStep, commitSteps } from './commit-log.ts';
import type { Answer } from './dynalite-types.ts';
import type { ItemLocks } from './item-locks.ts';
import type { ItemWrite, Usage } from './item-writes.ts';
import type { Level, LevelOperation } from './level.ts';
import type { Tables } from './tables.ts';
import { WriteBuffer } from './write-buffer.ts';

/** What the operations of an engine share. */
export interface EngineParts {
  level: Level;
  log: CommitLog;
  changes: ChangeLog;
  tables: Tables;
  locks: ItemLocks;
  meters: Pick<Meters, 'add'>;
  /** Business time, epoch ms. */
  now(): number;
  /** Half of the latency that calls have. Nothing to wait for when they have none. */
  halfLatency(): Promise<void> | undefined;
  onStep(step: CommitStep): void;
  /** The input's members are of the right types: it was not read from JSON. */
  typed: boolean;
}

/** One operation: takes the input apart and answers it, or throws a fault. */
export type Operation = (parts: EngineParts, input: object) => Promise<Answer>;

/** A buffer over what is stored now. */
export const newWriteBuffer = (parts: EngineParts): WriteBuffer =>
  new WriteBuffer(parts.tables, (key) => parts.log.read(key));

/**
 * Appends decided writes (and what must be written with them) to the log. From here on they are what the next change
 * is decided on; they are durable when `written` resolves.
 */
export const commit = (
  parts: EngineParts,
  writes: readonly ItemWrite[],
  more: readonly LevelOperation[] = [],
): { usages: Usage[]; written: Promise<void> } => {
  parts.onStep(commitSteps.evaluated);
  const { operations, usages } = parts.changes.plan(writes);
  const written = parts.log.append([...operations, ...more]);
  // Whoever called waits for it, perhaps only after a pause: until then a failure has nobody to notice it.
  written.catch(() => undefined);
  return { usages, written };
};

export const meterWrites = (parts: EngineParts, usages: readonly Usage[]): void =>
  parts.meters.add('tableWriteUnits', totalUnits(usages));

export const meterReads = (parts: EngineParts, usages: readonly Usage[]): void =>
  parts.meters.add('tableReadUnits', totalUnits(usages));
