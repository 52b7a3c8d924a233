import type { EventEmitter } from 'node:events';
import type { AttributeMap } from './attribute-map.ts';

/** How dynalite describes the parameters of an operation. Only dynalite looks inside. */
export type ParameterTypes = Record<string, unknown>;
export type CustomCheck = (data: Record<string, unknown>, store: Pick<ActionStore, 'options'>) => string | undefined;

export type KeySchema = { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];

export interface IndexDescription {
  IndexName: string;
  KeySchema: KeySchema;
  Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] };
  IndexStatus?: string;
}

/** A table as DescribeTable shows it, and what else the engine keeps about it. */
export interface TableDescription {
  TableName: string;
  TableStatus: string;
  KeySchema: KeySchema;
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
  GlobalSecondaryIndexes?: IndexDescription[];
  LocalSecondaryIndexes?: IndexDescription[];
  [more: string]: unknown;
}

type Done<T = unknown> = (error?: unknown, value?: T) => void;

/** What an action sees of the items of a table. Every callback is called before the function returns. */
export interface ItemDb {
  lock(key: string, work: (release: (done: Done) => Done) => void): void;
  get(key: string, done: Done<AttributeMap>): void;
  put(key: string, item: AttributeMap, done: Done): void;
  del(key: string, done: Done): void;
  createValueStream(range: KeyRange): EventEmitter;
}

export interface KeyRange {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  reverse?: boolean;
  limit?: number;
}

/** The store an action is given. */
export interface ActionStore {
  options: { maxItemSize: number };
  getTable(name: string, checkStatus: boolean | Done<TableDescription>, done?: Done<TableDescription>): void;
  getItemDb(table: string): ItemDb;
  getIndexDb(type: string, table: string, index: string): ItemDb;
}

export type Action = (
  store: ActionStore,
  data: Record<string, unknown>,
  done: (error: unknown, result?: Record<string, unknown>) => void,
) => void;
