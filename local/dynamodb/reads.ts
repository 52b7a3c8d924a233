import batchGetItem from 'dynalite/actions/batchGetItem.js';
import getItem from 'dynalite/actions/getItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import batchGetChecks from 'dynalite/validations/batchGetItem.js';
import getChecks from 'dynalite/validations/getItem.js';
import queryChecks from 'dynalite/validations/query.js';
import scanChecks from 'dynalite/validations/scan.js';
import db from 'dynalite/db/index.js';
import type { AttributeMap } from './attribute-map.ts';
import { consumedCapacity } from './capacity.ts';
import { checkInput, checkTransactGet } from './checked-input.ts';
import type { Action, Answer, CheckedInput, Checks } from './dynalite-types.ts';
import { type EngineParts, meterReads, type Operation } from './engine-parts.ts';
import { itemSize, readUnits } from './item-size.ts';
import type { Usage } from './item-writes.ts';
import { ReadStore } from './read-store.ts';
import { rowKeys } from './row-keys.ts';
import { cancelled, conflictReason, none } from './transaction-reasons.ts';
import { storedItem } from './write-buffer.ts';
import { keyOf } from './write-verbs.ts';

/** A BatchGetItem answers up to 16 MB; dynalite allows 1 MB and the largest item. */
const batchGetItemSize = 15 * 1024 * 1024;

const run = (action: Action, store: ReadStore, data: CheckedInput): Promise<Answer> =>
  new Promise((resolve, reject) => {
    action(store, data, (error, answer) => {
      if (error) reject(error);
      else resolve(answer ?? {});
    });
  });

const lookUsages = (store: ReadStore, factor: (table: string) => number): Usage[] =>
  store.looked.map(({ table, bytes }) => ({ table, units: readUnits(bytes) * factor(table), indexUnits: {} }));

interface Found {
  item: AttributeMap | undefined;
  bytes: number;
}

/** An item as it is written, found as dynalite's action would, which takes many detours. */
const find = ({ level, tables }: EngineParts, table: string, key: AttributeMap): Found => {
  const { description } = tables.get(table);
  const fault = db.validateKey(key, description);
  if (fault) throw fault;
  const item = storedItem(level.getSync(rowKeys.item(table, db.createKey(key, description))))?.item;
  return { item, bytes: item === undefined ? 0 : itemSize(item) };
};

/** GetItem of a whole item. */
const getWhole = async (parts: EngineParts, data: CheckedInput): Promise<Answer> => {
  const { item: Item, bytes } = find(parts, data.TableName, data.Key);
  const units = readUnits(bytes) * (data.ConsistentRead ? 1 : 0.5);
  const usages = [{ table: data.TableName, units, indexUnits: {} }];
  meterReads(parts, usages);
  await parts.halfLatency();
  return { Item, ConsumedCapacity: consumedCapacity(data.ReturnConsumedCapacity, usages)?.[0] };
};

/** BatchGetItem of whole items; undefined when they are more than one answer holds. */
const batchGetWhole = async (parts: EngineParts, data: CheckedInput): Promise<Answer | undefined> => {
  const usages: Usage[] = [];
  const responses: Record<string, AttributeMap[]> = {};
  let total = 0;
  for (const [table, { Keys = [], ConsistentRead }] of Object.entries(data.RequestItems ?? {})) {
    const items: AttributeMap[] = [];
    for (const key of Keys) {
      const { item, bytes } = find(parts, table, key);
      total += bytes;
      usages.push({ table, units: readUnits(bytes) * (ConsistentRead ? 1 : 0.5), indexUnits: {} });
      if (item) items.push(item);
    }
    responses[table] = items;
  }
  if (total > batchGetItemSize) return undefined;
  meterReads(parts, usages);
  await parts.halfLatency();
  const ConsumedCapacity = consumedCapacity(data.ReturnConsumedCapacity, usages);
  return { Responses: responses, UnprocessedKeys: {}, ConsumedCapacity };
};

const getOne: Operation = async (parts, input) => {
  const data = checkInput(input, getChecks, parts.typed);
  await parts.halfLatency();
  // What comes typed names no projection.
  if (parts.typed) return getWhole(parts, data);
  const store = new ReadStore(parts);
  const answer = await run(getItem, store, data);
  const usages = lookUsages(store, () => (data.ConsistentRead ? 1 : 0.5));
  meterReads(parts, usages);
  await parts.halfLatency();
  return { ...answer, ConsumedCapacity: consumedCapacity(data.ReturnConsumedCapacity, usages)?.[0] };
};

const batchGet: Operation = async (parts, input) => {
  const data = checkInput(input, batchGetChecks, parts.typed);
  await parts.halfLatency();
  const whole = parts.typed ? await batchGetWhole(parts, data) : undefined;
  if (whole) return whole;
  const store = new ReadStore({ ...parts, maxItemSize: batchGetItemSize });
  const answer = await run(batchGetItem, store, data);
  const usages = lookUsages(store, (table) => (data.RequestItems?.[table]?.ConsistentRead ? 1 : 0.5));
  meterReads(parts, usages);
  await parts.halfLatency();
  return { ...answer, ConsumedCapacity: consumedCapacity(data.ReturnConsumedCapacity, usages) };
};

/** One page costs by the bytes of all items it evaluated, also those that a filter left out. */
const pageUsage = (store: ReadStore, data: CheckedInput, answer: Answer): Usage => {
  const bytes = store.scannedBytes(Number(answer['ScannedCount']));
  const units = readUnits(bytes) * (data.ConsistentRead ? 1 : 0.5);
  const { TableName: table, IndexName: index } = data;
  if (index === undefined) return { table, units, indexUnits: {} };
  return { table, units: 0, indexUnits: { [index]: units } };
};

const page =
  (action: Action, checks: Checks): Operation =>
  async (parts, input) => {
    const data = checkInput(input, checks, parts.typed);
    await parts.halfLatency();
    const store = new ReadStore({ ...parts, query: data });
    const answer = await run(action, store, data);
    const usage = pageUsage(store, data, answer);
    meterReads(parts, [usage]);
    await parts.halfLatency();
    return { ...answer, ConsumedCapacity: consumedCapacity(data.ReturnConsumedCapacity, [usage])?.[0] };
  };

const checkNotHeld = (parts: EngineParts, gets: readonly CheckedInput[]): void => {
  const held = gets.map((get) =>
    parts.locks.isHeld(rowKeys.item(get.TableName, keyOf(parts.tables.get(get.TableName), get))),
  );
  if (held.includes(true)) throw cancelled(held.map((one) => (one ? conflictReason : none)));
};

/** Up to 100 items as they were at one instant; refused while a transaction holds one of them. */
const transactGet: Operation = async (parts, input) => {
  const data = checkTransactGet(input);
  const gets = data.TransactItems.map((item) => checkInput(item.Get, getChecks));
  await parts.halfLatency();
  checkNotHeld(parts, gets);
  const store = new ReadStore(parts);
  // The actions look the items up one after the other without a pause between them.
  const answers = await Promise.all(gets.map((get) => run(getItem, store, get)));
  const usages = lookUsages(store, () => 2);
  meterReads(parts, usages);
  await parts.halfLatency();
  return {
    Responses: answers.map(({ Item }) => (Item === undefined ? {} : { Item })),
    ConsumedCapacity: consumedCapacity(data.ReturnConsumedCapacity, usages, 'ReadCapacityUnits'),
  };
};

/** Readers see what is committed, never what is being committed. */
export const reads: Record<string, Operation> = {
  GetItem: getOne,
  BatchGetItem: batchGet,
  Query: page(query, queryChecks),
  Scan: page(scan, scanChecks),
  TransactGetItems: transactGet,
};
