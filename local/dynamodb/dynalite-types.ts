import type { EventEmitter } from 'node:events';
import type { AttributeMap } from './attribute-map.ts';

/** How dynalite describes the parameters of an operation. Only dynalite looks inside. */
export type ParameterTypes = Record<string, unknown>;

/** What dynalite checks of an operation: types and lengths of its parameters, then their sense. */
export interface Checks {
  types: ParameterTypes;
  custom?: (data: CheckedInput, store: Pick<ActionStore, 'options'>) => string | undefined;
}

export type KeySchema = { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];

export interface IndexDescription {
  IndexName: string;
  KeySchema: KeySchema;
  Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] };
  IndexStatus?: string;
  [more: string]: unknown;
}

/** A table as DescribeTable shows it. */
export interface TableDescription {
  TableName: string;
  TableStatus: string;
  KeySchema: KeySchema;
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
  GlobalSecondaryIndexes?: IndexDescription[];
  [more: string]: unknown;
}

/** One request of a BatchWriteItem: one of the two. */
export interface BatchRequest {
  PutRequest?: { Item: AttributeMap };
  DeleteRequest?: { Key: AttributeMap };
}

/** The requests of a batch about one table: a list to write, or the keys to read. */
type BatchRequests = BatchRequest[] & { Keys?: AttributeMap[]; ConsistentRead?: boolean };

/** Names and list positions that lead to a value. */
export type ExpressionPath = (string | number)[];

/** A node of a parsed condition. Arguments are paths, values or further nodes. */
export interface Expression {
  type: string;
  name?: string;
  args: unknown[];
}

/** One action of a parsed update expression. */
export interface UpdateSection {
  type: string;
  path: ExpressionPath;
  [more: string]: unknown;
}

/** The input of an operation after dynalite has checked it. Which members are there depends on the operation. */
export interface CheckedInput {
  TableName: string;
  Key: AttributeMap;
  Item?: AttributeMap;
  ReturnConsumedCapacity?: 'TOTAL' | 'INDEXES' | 'NONE';
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
  IndexName?: string;
  ExclusiveStartKey?: AttributeMap;
  ConsistentRead?: boolean;
  ScanIndexForward?: boolean;
  ConditionExpression?: string;
  RequestItems?: Record<string, BatchRequests>;
  /** The expressions, parsed. */
  _condition?: { expression: Expression };
  _filter?: { expression: Expression };
  _updates?: { sections: UpdateSection[] };
  [more: string]: unknown;
}

export type Done<T = unknown> = (error?: unknown, value?: T) => void;

/** What an action sees of the items of a table. */
export interface ItemDb {
  lock(key: string, work: (release: <T>(done: T) => T) => void): void;
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

export type Answer = Record<string, unknown>;
export type Action = (store: ActionStore, data: CheckedInput, done: (error: unknown, result?: Answer) => void) => void;

/**
 * dynalite/validations, as dynalite.d.ts declares it.
 * @public
 */
export interface Validations {
  /** Leaves out unknown members, in the given data too. Throws a SerializationException. */
  checkTypes(data: object, types: ParameterTypes): unknown;
  /** Throws a ValidationException; else leaves the parsed expressions in the data. */
  checkValidations(
    data: object,
    types: ParameterTypes,
    custom: Checks['custom'],
    store: Pick<ActionStore, 'options'>,
  ): void;
}

/**
 * dynalite/db, as dynalite.d.ts declares it.
 * @public
 */
export interface Db {
  createKey(item: AttributeMap, table: TableDescription, keySchema?: KeySchema): string;
  /** A fault when the key does not fit the schema. */
  validateKey(key: AttributeMap, table: TableDescription): Error | null | undefined;
  validateItem(item: AttributeMap, table: TableDescription): Error | null | undefined;
  /** A fault when the condition does not hold. */
  checkConditional(data: CheckedInput, item: AttributeMap | undefined): Error | null | undefined;
}
