import { Stream } from 'node:stream';
import db from 'dynalite/db/index.js';
import type { AttributeMap } from './attribute-map.ts';
import type { ActionStore, CheckedInput, Done, ItemDb, KeyRange, TableDescription } from './dynalite-types.ts';
import { tableNotFound } from './dynamo-fault.ts';
import { indexEntryKey } from './index-entries.ts';
import { itemSize } from './item-size.ts';
import type { Level } from './level.ts';
import { endOf, rowKeys } from './row-keys.ts';
import type { Tables } from './tables.ts';
import { storedItem, unlimited } from './write-buffer.ts';

const chunk = 100;

/**
 * Emits `data` per value of a range until it is destroyed, then `end`. It sees the state of the moment it was made. A
 * Stream by name only: dynalite listens twice to an emitter that is none.
 */
class ValueStream extends Stream {
  readonly items: AttributeMap[] = [];
  private stopped = false;

  constructor(values: ReturnType<Level['values']>, chunkSize: number) {
    super();
    this.pump(values, chunkSize).catch((error: unknown) => this.emit('error', error));
  }

  /** dynalite calls it when it has read enough. */
  destroy(): void {
    this.stopped = true;
  }

  private async pump(values: ReturnType<Level['values']>, chunkSize: number): Promise<void> {
    try {
      while (!this.stopped) {
        // Fewer than asked for is not the end: LevelDB hands over so many bytes at a time.
        const texts = await values.nextv(chunkSize);
        if (texts.length === 0) break;
        for (const text of texts) {
          if (this.stopped) break;
          const item: AttributeMap = JSON.parse(text);
          this.items.push(item);
          this.emit('data', item);
        }
      }
    } finally {
      await values.close();
    }
    if (!this.stopped) this.emit('end');
  }
}

const forbidden = (): never => {
  throw new Error('A reading action wanted to write.');
};

/** The store dynalite's reading actions run against: the state as it is written, and a count of what was read. */
export class ReadStore implements ActionStore {
  readonly options: { maxItemSize: number };
  /** Bytes of each item that was looked up; a missing one counts as 0. */
  readonly looked: { table: string; bytes: number }[] = [];
  private stream: ValueStream | undefined;
  private readonly level: Level;
  private readonly tables: Tables;
  private readonly query: CheckedInput | undefined;

  /** `query`: the input of the query or scan that will run, if it is one. */
  constructor(source: { level: Level; tables: Tables; query?: CheckedInput; maxItemSize?: number }) {
    this.level = source.level;
    this.tables = source.tables;
    this.query = source.query;
    this.options = { maxItemSize: source.maxItemSize ?? unlimited.maxItemSize };
  }

  getTable(name: string, checkStatus: boolean | Done<TableDescription>, done?: Done<TableDescription>): void {
    const answer = typeof checkStatus === 'function' ? checkStatus : done;
    const table = this.tables.find(name);
    if (table === undefined) answer?.(tableNotFound());
    else answer?.(undefined, table.description);
  }

  getItemDb(table: string): ItemDb {
    return this.reader(rowKeys.items(table), (key, done) => {
      const item = storedItem(this.level.getSync(rowKeys.item(table, key)))?.item;
      this.looked.push({ table, bytes: item === undefined ? 0 : itemSize(item) });
      done(undefined, item);
    });
  }

  getIndexDb(_type: string, table: string, index: string): ItemDb {
    return this.reader(rowKeys.index(table, index), forbidden);
  }

  /** Bytes of the first so many items of the query or scan: those it evaluated. */
  scannedBytes(count: number): number {
    return (this.stream?.items ?? []).slice(0, count).reduce((sum, item) => sum + itemSize(item), 0);
  }

  private reader(prefix: string, get: ItemDb['get']): ItemDb {
    return {
      lock: forbidden,
      get,
      put: forbidden,
      del: forbidden,
      createValueStream: (range) => {
        const values = this.level.values(this.within(prefix, range));
        const { limit = -1 } = range;
        this.stream = new ValueStream(values, limit > 0 ? limit : chunk);
        return this.stream;
      },
    };
  }

  private within(prefix: string, range: KeyRange): KeyRange {
    const { gt, gte, lt, lte, reverse, limit } = { ...range, ...this.startAfter(range) };
    return {
      ...(gt === undefined ? { gte: prefix + (gte ?? '') } : { gt: prefix + gt }),
      ...(lte === undefined ? { lt: lt === undefined ? endOf(prefix) : prefix + lt } : { lte: prefix + lte }),
      reverse,
      limit,
    };
  }

  /** Where a page before ended, as an entry key of ours: dynalite would end it with its hash. */
  private startAfter(range: KeyRange): KeyRange {
    const { ExclusiveStartKey: start, IndexName, TableName } = this.query ?? {};
    if (start === undefined || TableName === undefined) return {};
    const { description } = this.tables.get(TableName);
    const index = description.GlobalSecondaryIndexes?.find((one) => one.IndexName === IndexName);
    const key = index ? indexEntryKey(start, description, index) : db.createKey(start, description);
    return range.reverse ? { lt: key } : { gt: key };
  }
}
