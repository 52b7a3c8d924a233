import db from 'dynalite/db/index.js';
import type { AttributeMap } from './attribute-map.ts';
import type { IndexDescription, TableDescription } from './dynalite-types.ts';
import { writeUnits } from './item-size.ts';

interface Entry {
  key: string;
  item: AttributeMap;
}

/** What a change of an item does to one index, and the write units it costs there (each started KB). */
export interface IndexChange {
  index: string;
  del?: string;
  put?: { key: string; value: string };
  units: number;
}

const names = (index: IndexDescription): string[] => index.KeySchema.map((part) => part.AttributeName);

const project = (item: AttributeMap, table: TableDescription, index: IndexDescription): AttributeMap => {
  if (index.Projection.ProjectionType === 'ALL') return item;
  const kept = [
    ...names(index),
    ...table.KeySchema.map((part) => part.AttributeName),
    ...(index.Projection.NonKeyAttributes ?? []),
  ];
  const entry: AttributeMap = {};
  for (const name of kept) {
    const value = item[name];
    if (value !== undefined) entry[name] = value;
  }
  return entry;
};

/**
 * The key of an entry: index key, then the item's whole key. dynalite ends it with 24 bits of a hash, under which two
 * items that share an index key can fall together.
 */
export const indexEntryKey = (
  item: AttributeMap,
  table: TableDescription,
  index: IndexDescription,
  itemKey = db.createKey(item, table),
): string => db.createKey(item, table, index.KeySchema) + itemKey;

/** The entry of an item in an index. Sparse: an item without both key attributes has none. */
const entryOf = (
  item: AttributeMap | undefined,
  table: TableDescription,
  index: IndexDescription,
  itemKey: string,
): Entry | undefined => {
  if (item === undefined || index.KeySchema.some((part) => item[part.AttributeName] === undefined)) return undefined;
  return { key: indexEntryKey(item, table, index, itemKey), item: project(item, table, index) };
};

const changeOf = (index: string, before: Entry | undefined, after: Entry | undefined): IndexChange | undefined => {
  if (before !== undefined && before.key === after?.key) {
    const value = JSON.stringify(after.item);
    if (JSON.stringify(before.item) === value) return undefined;
    const units = Math.max(writeUnits(before.item), writeUnits(after.item));
    return { index, put: { key: after.key, value }, units };
  }
  if (before === undefined && after === undefined) return undefined;
  return {
    index,
    del: before?.key,
    put: after && { key: after.key, value: JSON.stringify(after.item) },
    units: (before ? writeUnits(before.item) : 0) + (after ? writeUnits(after.item) : 0),
  };
};

/** An entry that stays the same is not written and costs nothing; one that moves costs its removal and its writing. */
export const indexChanges = (
  table: TableDescription,
  old: AttributeMap | undefined,
  item: AttributeMap | undefined,
  itemKey: string,
): IndexChange[] => {
  const changes: IndexChange[] = [];
  for (const index of table.GlobalSecondaryIndexes ?? []) {
    const change = changeOf(index.IndexName, entryOf(old, table, index, itemKey), entryOf(item, table, index, itemKey));
    if (change !== undefined) changes.push(change);
  }
  return changes;
};
