import { EventEmitter } from 'node:events';
import type { AttributeMap } from './attribute-map.ts';
import type { ActionStore, Done, ItemDb, TableDescription } from './dynalite-types.ts';
import { tableNotFound } from './dynamo-fault.ts';
import type { ItemWrite, StoredItem } from './item-writes.ts';
import { rowKeys } from './row-keys.ts';
import type { Table, Tables } from './tables.ts';

/** How many bytes dynalite allows an item: all. Its count is not AWS's; the engine counts itself. */
export const unlimited = { maxItemSize: Number.POSITIVE_INFINITY };

export const storedItem = (text: string | undefined): StoredItem | undefined =>
  text === undefined ? undefined : { item: JSON.parse(text), text };

/** The engine makes the index entries itself, from the change of the item. */
const noIndex: ItemDb = {
  lock: (_key, work) => work((done) => done),
  get: (_key, done) => done(),
  put: (_key, _item, done) => done(),
  del: (_key, done) => done(),
  createValueStream: () => new EventEmitter(),
};

/**
 * The store dynalite's writing actions run against: they read what is stored and their writes are only noted down. All
 * callbacks are called at once, so that an action has ended when it returns.
 */
export class WriteBuffer implements ActionStore {
  readonly options = unlimited;
  readonly writes: ItemWrite[] = [];
  /** Row key → item, of everything an action looked at. */
  readonly seen = new Map<string, StoredItem | undefined>();
  private readonly tables: Tables;
  private readonly read: (rowKey: string) => string | undefined;

  constructor(tables: Tables, read: (rowKey: string) => string | undefined) {
    this.tables = tables;
    this.read = read;
  }

  getTable(name: string, checkStatus: boolean | Done<TableDescription>, done?: Done<TableDescription>): void {
    const answer = typeof checkStatus === 'function' ? checkStatus : done;
    const table = this.tables.find(name);
    if (table === undefined) answer?.(tableNotFound());
    else answer?.(undefined, table.description);
  }

  getItemDb(name: string): ItemDb {
    const table = this.tables.get(name);
    return {
      ...noIndex,
      get: (key, done) => done(undefined, this.look(name, key)?.item),
      put: (key, item, done) => {
        this.note(table, key, item);
        done();
      },
      del: (key, done) => {
        this.note(table, key);
        done();
      },
    };
  }

  getIndexDb(): ItemDb {
    return noIndex;
  }

  /** Throws ResourceNotFoundException. */
  table(name: string): Table {
    return this.tables.get(name);
  }

  look(table: string, key: string): StoredItem | undefined {
    const row = rowKeys.item(table, key);
    const stored = storedItem(this.read(row));
    this.seen.set(row, stored);
    return stored;
  }

  /** Notes a write down; without an item a removal. The item was looked at before. */
  note(table: Table, key: string, item?: AttributeMap): void {
    const old = this.seen.get(rowKeys.item(table.description.TableName, key));
    this.writes.push({ table, key, old, item });
  }
}
