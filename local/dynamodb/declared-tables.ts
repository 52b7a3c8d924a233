import { isDeepStrictEqual } from 'node:util';
import type { IndexDescription, TableDescription } from './dynalite-types.ts';
import type { EngineParts } from './engine-parts.ts';
import { fillRows } from './fill-rows.ts';
import { indexChanges } from './index-entries.ts';
import { endOf, rowKeys } from './row-keys.ts';
import { describe } from './table-operations.ts';
import type { Table } from './tables.ts';
import { setTimeToLive } from './time-to-live.ts';

/** A table that must be there when the engine is open. All keys are strings; its changes go to the change log. */
export interface TableDeclaration {
  name: string;
  partitionKey: string;
  sortKey?: string;
  /** Attribute (epoch seconds) after which an item expires. */
  timeToLive?: string;
  indexes: readonly IndexDeclaration[];
}

export interface IndexDeclaration {
  name: string;
  partitionKey: string;
  sortKey?: string;
  projection: 'ALL' | 'KEYS_ONLY';
}

const keySchema = ({ partitionKey, sortKey }: { partitionKey: string; sortKey?: string }) => [
  { AttributeName: partitionKey, KeyType: 'HASH' as const },
  ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: 'RANGE' as const }]),
];

const descriptionOf = (declared: TableDeclaration, now: number): TableDescription => {
  const names = [declared, ...declared.indexes].flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  const wanted = {
    TableName: declared.name,
    KeySchema: keySchema(declared),
    AttributeDefinitions: [...new Set(names.filter((name) => name !== undefined))].map((name) => ({
      AttributeName: name,
      AttributeType: 'S' as const,
    })),
    GlobalSecondaryIndexes: declared.indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: keySchema(index),
      Projection: { ProjectionType: index.projection },
    })),
  };
  return describe(wanted, now, true);
};

const shape = ({ KeySchema, Projection }: IndexDescription) => ({ KeySchema, Projection });

const fillIndex = async (parts: EngineParts, description: TableDescription, index: IndexDescription): Promise<void> => {
  const { TableName: name } = description;
  const prefix = rowKeys.index(name, index.IndexName);
  const alone = { ...description, GlobalSecondaryIndexes: [index] };
  await fillRows(parts.level, name, prefix, (item, key) =>
    indexChanges(alone, undefined, item, key).flatMap(({ put }) =>
      put ? [{ type: 'put', key: prefix + put.key, value: put.value }] : [],
    ),
  );
};

/** Brings the indexes of a table that exists to what is declared: new and changed ones are filled, others removed. */
const alignIndexes = async (parts: EngineParts, table: Table, wanted: TableDescription): Promise<Table> => {
  const before = table.description.GlobalSecondaryIndexes ?? [];
  const after = wanted.GlobalSecondaryIndexes ?? [];
  const same = (one: IndexDescription, other: IndexDescription | undefined): boolean =>
    other !== undefined && isDeepStrictEqual(shape(one), shape(other));
  const found = (list: IndexDescription[], name: string) => list.find((one) => one.IndexName === name);
  const missing = after.filter((one) => !same(one, found(before, one.IndexName)));
  const gone = before.filter((one) => !found(after, one.IndexName));
  if (missing.length === 0 && gone.length === 0) return table;
  for (const index of missing) await fillIndex(parts, wanted, index);
  const { AttributeDefinitions, GlobalSecondaryIndexes } = wanted;
  const aligned = { ...table, description: { ...table.description, AttributeDefinitions, GlobalSecondaryIndexes } };
  await parts.tables.save(aligned);
  for (const { IndexName } of gone) {
    const prefix = rowKeys.index(wanted.TableName, IndexName);
    await parts.level.clear({ gte: prefix, lt: endOf(prefix) });
  }
  return aligned;
};

/** Creates a declared table, or brings the one there is up to its declaration. Throws when its key was changed. */
export const ensureTable = async (parts: EngineParts, declared: TableDeclaration): Promise<void> => {
  const wanted = descriptionOf(declared, parts.now());
  let table = parts.tables.find(declared.name);
  if (table === undefined) {
    await parts.tables.clearRows(declared.name);
    table = { description: wanted, stream: true };
    await parts.tables.save(table);
  }
  if (!isDeepStrictEqual(table.description.KeySchema, wanted.KeySchema))
    throw new Error(`Table ${declared.name} has another key than declared: a key cannot be changed.`);
  table = await alignIndexes(parts, table, wanted);
  if (table.timeToLive !== declared.timeToLive) await setTimeToLive(parts, table, declared.timeToLive);
};
