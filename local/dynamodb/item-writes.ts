import { isDeepStrictEqual } from 'node:util';
import type { AttributeMap } from './attribute-map.ts';
import { indexChanges } from './index-entries.ts';
import { writeUnits } from './item-size.ts';
import type { LevelOperation } from './level.ts';
import { rowKeys } from './row-keys.ts';
import type { Table } from './tables.ts';

/** An item and the text it is stored as. */
export interface StoredItem {
  item: AttributeMap;
  text: string;
}

/** A decided change of one item: not yet anywhere but here. Without `item` it is a removal. */
export interface ItemWrite {
  table: Table;
  key: string;
  old?: StoredItem;
  item?: AttributeMap;
}

/** Where the item of a write lies. */
export const rowOf = ({ table, key }: ItemWrite): string => rowKeys.item(table.description.TableName, key);

/** Capacity a call used of a table and of its indexes. */
export interface Usage {
  table: string;
  units: number;
  indexUnits: Record<string, number>;
}

/** Who made a change, when it was not a caller. */
export const timeToLiveIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const;

const expiryOf = ({ timeToLive }: Table, item: AttributeMap | undefined): number | undefined => {
  const value = timeToLive === undefined ? undefined : item?.[timeToLive]?.N;
  return value === undefined ? undefined : Number(value);
};

const expiryOperations = (write: ItemWrite): LevelOperation[] => {
  const { table, key, old, item } = write;
  const before = expiryOf(table, old?.item);
  const after = expiryOf(table, item);
  if (before === after) return [];
  const { TableName: name } = table.description;
  const operations: LevelOperation[] = [];
  if (before !== undefined) operations.push({ type: 'del', key: rowKeys.expiry(name, before, key) });
  if (after !== undefined) operations.push({ type: 'put', key: rowKeys.expiry(name, after, key), value: '' });
  return operations;
};

/** What a write puts into LevelDB, except for the change log: the item, its index entries, its expiry. And what it costs. */
export const effectOf = (
  write: ItemWrite,
  text: string | undefined,
): { operations: LevelOperation[]; usage: Usage } => {
  const { table, key, old, item } = write;
  const { TableName: name } = table.description;
  const operations: LevelOperation[] = [];
  const usage: Usage = { table: name, units: Math.max(writeUnits(old?.item), writeUnits(item)), indexUnits: {} };
  if (text !== undefined) operations.push({ type: 'put', key: rowKeys.item(name, key), value: text });
  else if (old !== undefined) operations.push({ type: 'del', key: rowKeys.item(name, key) });
  for (const change of indexChanges(table.description, old?.item, item, key)) {
    const prefix = rowKeys.index(name, change.index);
    if (change.del !== undefined) operations.push({ type: 'del', key: prefix + change.del });
    if (change.put) operations.push({ type: 'put', key: prefix + change.put.key, value: change.put.value });
    usage.indexUnits[change.index] = change.units;
  }
  if (table.timeToLive !== undefined) operations.push(...expiryOperations(write));
  return { operations, usage };
};

/** Whether the write leaves the item as it was: DynamoDB then writes no record to the stream. */
export const changesNothing = ({ old }: ItemWrite, text: string | undefined): boolean => {
  if (old === undefined || text === undefined) return old === undefined && text === undefined;
  if (old.text === text) return true;
  // The order of attributes says nothing; texts of different length cannot hold the same ones.
  return old.text.length === text.length && isDeepStrictEqual(JSON.parse(old.text), JSON.parse(text));
};

/** What the stream calls the change. */
export const eventNameOf = ({ old, item }: ItemWrite): 'INSERT' | 'MODIFY' | 'REMOVE' =>
  item === undefined ? 'REMOVE' : old === undefined ? 'INSERT' : 'MODIFY';

/** The record of a change, as text: the images are stored as texts already. */
export const recordText = (
  write: ItemWrite,
  text: string | undefined,
  stamp: { sequence: number; at: number; byTimeToLive: boolean },
): string => {
  const { table, old, item } = write;
  const image = item ?? old?.item ?? {};
  const keys = Object.fromEntries(table.description.KeySchema.map(({ AttributeName: n }) => [n, image[n]]));
  const { sequence, at } = stamp;
  const head = { sequence, at, table: table.description.TableName, eventName: eventNameOf(write), keys };
  const parts = [JSON.stringify(head).slice(0, -1)];
  if (stamp.byTimeToLive) parts.push(`"userIdentity":${JSON.stringify(timeToLiveIdentity)}`);
  if (text !== undefined) parts.push(`"newImage":${text}`);
  if (old !== undefined) parts.push(`"oldImage":${old.text}`);
  return `${parts.join(',')}}`;
};
