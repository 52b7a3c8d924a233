import db from 'dynalite/db/index.js';
import type { AttributeMap } from './attribute-map.ts';
import type { IndexDescription, TableDescription } from './dynalite-types.ts';
import { itemSize } from './item-size.ts';

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
export const indexEntryKey = (item: AttributeMap, table: TableDescription, index: IndexDescription): string =>
  db.createKey(item, table, index.KeySchema) + db.createKey(item, table);

const entryOf = (
  item: AttributeMap | undefined,
  table: TableDescription,
  index: IndexDescription,
): Entry | undefined => {
  if (item === undefined || names(index).some((name) => item[name] === undefined)) return undefined;
  return { key: indexEntryKey(item, table, index), item: project(item, table, index) };
};

const units = (item: AttributeMap): number => Math.max(1, Math.ceil(itemSize(item) / 1024));

/** Sparse: an item without both key attributes has no entry. An entry that stays the same is not written and costs nothing. */
export const indexChanges = (
  table: TableDescription,
  old: AttributeMap | undefined,
  item: AttributeMap | undefined,
): IndexChange[] => {
  const changes: IndexChange[] = [];
  for (const index of table.GlobalSecondaryIndexes ?? []) {
    const before = entryOf(old, table, index);
    const after = entryOf(item, table, index);
    const change: IndexChange = { index: index.IndexName, units: 0 };
    if (after !== undefined) {
      const value = JSON.stringify(after.item);
      if (before?.key === after.key) {
        if (JSON.stringify(before.item) === value) continue;
        change.units += Math.max(units(before.item), units(after.item));
      } else change.units += units(after.item);
      change.put = { key: after.key, value };
    }
    if (before !== undefined && before.key !== after?.key) {
      change.del = before.key;
      change.units += units(before.item);
    }
    if (change.units > 0) changes.push(change);
  }
  return changes;
};
