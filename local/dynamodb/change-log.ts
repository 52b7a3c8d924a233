import type { AttributeMap } from './attribute-map.ts';
import { changesNothing, effectOf, eventNameOf, type ItemWrite, recordText, type Usage } from './item-writes.ts';
import type { Level, LevelOperation } from './level.ts';
import { endOf, rowKeys } from './row-keys.ts';

/** A record of the table's stream, NEW_AND_OLD_IMAGES. `sequence` grows by one with every change; `at` is epoch ms. */
export interface ChangeRecord {
  sequence: number;
  at: number;
  table: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  keys: AttributeMap;
  newImage?: AttributeMap;
  oldImage?: AttributeMap;
  /** There when an item was removed because it had expired. */
  userIdentity?: { type: 'Service'; principalId: 'dynamodb.amazonaws.com' };
}

/** Whether a change is of interest to anyone who reads the log: as the filter of an event source mapping would say. */
export type ChangeFilter = (change: Pick<ChangeRecord, 'eventName'> & { image: AttributeMap }) => boolean;

/**
 * The order of all changes, and how far each consumer has come. A change and its record are written together; records
 * stay until they are trimmed.
 */
export class ChangeLog {
  private readonly level: Level;
  private readonly now: () => number;
  private readonly listeners = new Set<() => void>();
  private readonly keeps: ChangeFilter;
  private sequence = 0;

  /** `keeps`: changes that are not are written without a record, as if the stream had none. */
  constructor(level: Level, now: () => number, keeps: ChangeFilter) {
    this.level = level;
    this.now = now;
    this.keeps = keeps;
  }

  load(): void {
    this.sequence = Number(this.level.getSync(rowKeys.lastSequence) ?? 0);
  }

  last(): number {
    return this.sequence;
  }

  /** Gives decided writes their place in the order: what they put into LevelDB, all told, and what they cost. */
  plan(writes: readonly ItemWrite[], byTimeToLive = false): { operations: LevelOperation[]; usages: Usage[] } {
    const operations: LevelOperation[] = [];
    const usages: Usage[] = [];
    const first = this.sequence;
    const at = this.now();
    for (const write of writes) {
      const text = write.item && JSON.stringify(write.item);
      const effect = effectOf(write, text);
      usages.push(effect.usage);
      operations.push(...effect.operations);
      const change = { eventName: eventNameOf(write), image: write.item ?? write.old?.item ?? {} };
      if (!write.table.stream || !this.keeps(change) || changesNothing(write, text)) continue;
      this.sequence += 1;
      const value = recordText(write, text, { sequence: this.sequence, at, byTimeToLive });
      operations.push({ type: 'put', key: rowKeys.change(this.sequence), value });
    }
    if (this.sequence > first)
      operations.push({ type: 'put', key: rowKeys.lastSequence, value: String(this.sequence) });
    return { operations, usages };
  }

  /** Written records after the position, oldest first. */
  async read(position: number, limit: number): Promise<ChangeRecord[]> {
    const range = { gt: rowKeys.change(position), lt: endOf(rowKeys.changes), limit };
    const records: ChangeRecord[] = [];
    for (const [, text] of await this.level.iterator(range).all()) records.push(JSON.parse(text));
    return records;
  }

  /** Forgets all records up to and including this one. */
  async trim(sequence: number): Promise<void> {
    await this.level.clear({ gte: rowKeys.changes, lte: rowKeys.change(sequence) });
  }

  /** 0 for a consumer that never saved one. */
  checkpoint(consumer: string): number {
    return Number(this.level.getSync(rowKeys.checkpoint(consumer)) ?? 0);
  }

  async saveCheckpoint(consumer: string, sequence: number): Promise<void> {
    await this.level.batch([{ type: 'put', key: rowKeys.checkpoint(consumer), value: String(sequence) }]);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  notify(): void {
    for (const listener of this.listeners) listener();
  }
}
