import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { newMeters } from '../../../../local/bill/meters.ts';
import type { AttributeMap } from '../../../../local/dynamodb/attribute-map.ts';
import { type ChangeRecord, type DynamoEngine, openEngine } from '../../../../local/dynamodb/engine.ts';
import { Notes } from './notes.ts';
import { callers, counterKey, crashTable, operationOf } from './operations.ts';

/** What the folder of a dead process shows. */
export interface Findings {
  acknowledged: number;
  changes: number;
  /** All of it must be 0. */
  wrong: {
    /** Callers whose acknowledged operations are not all there. */
    lost: number;
    /** Callers whose items are those of no moment between two operations. */
    half: number;
    /** How far the counter is from the operations that count. */
    miscounted: number;
    indexDisagrees: number;
    logDisagrees: number;
    /** Records before the consumer's checkpoint that it was never given. */
    skipped: number;
  };
}

type Items = Map<string, AttributeMap>;

const rowOf = (item: AttributeMap): string => `${item['pk']?.S} ${item['sk']?.S}`;

const Page = z.object({
  Items: z.array(z.custom<AttributeMap>()),
  LastEvaluatedKey: z.custom<AttributeMap>().optional(),
});

const scan = async (engine: DynamoEngine, IndexName?: string): Promise<Items> => {
  const items: Items = new Map();
  let ExclusiveStartKey: AttributeMap | undefined;
  do {
    const input = { TableName: crashTable.name, IndexName, ExclusiveStartKey };
    const page = Page.parse(await engine.call('Scan', input));
    for (const item of page.Items) items.set(rowOf(item), item);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
};

const same = (one: Items, other: Items): boolean =>
  one.size === other.size && [...one].every(([row, item]) => isDeepStrictEqual({ ...other.get(row) }, { ...item }));

const apply = (items: Items, caller: number, n: number): void => {
  for (const { put, remove } of operationOf(caller, n).effects) {
    if (put) items.set(rowOf(put), put);
    if (remove) items.delete(rowOf(remove));
  }
};

const modelAfter = (caller: number, n: number): Items => {
  const model: Items = new Map();
  for (let at = 1; at <= n; at += 1) apply(model, caller, at);
  return model;
};

/** After how many of its operations a caller's items look as they do; `undefined`: after none of them. */
const stateOf = (own: Items, caller: number, begun: number): number | undefined => {
  // It is the last one or the one before, unless something is wrong.
  for (let n = begun; n >= 0; n -= 1) if (same(own, modelAfter(caller, n))) return n;
  return undefined;
};

const ofCaller = (items: Items, caller: number): Items =>
  new Map([...items].filter(([row]) => row.startsWith(`caller-${caller}/`)));

const countedUpTo = (caller: number, n: number): number =>
  Array.from({ length: n }, (_, at) => operationOf(caller, at + 1)).filter(({ counts }) => counts).length;

const indexDisagreements = async (engine: DynamoEngine, items: Items): Promise<number> => {
  let disagreements = 0;
  for (const { name, partitionKey, sortKey = '', projection } of crashTable.indexes) {
    const kept = ['pk', 'sk', partitionKey, sortKey];
    const expected: Items = new Map();
    for (const [row, item] of items) {
      if (!item[partitionKey] || !item[sortKey]) continue;
      const entry = Object.fromEntries(Object.entries(item).filter(([attribute]) => kept.includes(attribute)));
      expected.set(row, projection === 'ALL' ? item : entry);
    }
    if (!same(await scan(engine, name), expected)) disagreements += 1;
  }
  return disagreements;
};

/** Whether the changes, one after the other, lead to the items. */
const logDisagreements = (changes: readonly ChangeRecord[], items: Items): number => {
  const replayed: Items = new Map();
  let disagreements = 0;
  for (const [at, { sequence, keys, newImage, oldImage }] of changes.entries()) {
    const before = replayed.get(rowOf(keys));
    if (sequence !== at + 1 || !isDeepStrictEqual(before && { ...before }, oldImage && { ...oldImage }))
      disagreements += 1;
    if (newImage) replayed.set(rowOf(keys), newImage);
    else replayed.delete(rowOf(keys));
  }
  return disagreements + (same(replayed, items) ? 0 : 1);
};

const skippedRecords = (changes: readonly ChangeRecord[], checkpoint: number, notes: Notes): number => {
  const delivered = new Set(notes.lines('delivered').map(([sequence]) => sequence));
  return changes.filter(
    ({ sequence, eventName, newImage }) =>
      eventName === 'INSERT' && newImage?.['kind']?.S === 'event' && sequence <= checkpoint && !delivered.has(sequence),
  ).length;
};

/** Opens what a process left behind and compares it with what it was told and what it acknowledged. */
export const verify = async (folder: string): Promise<Findings> => {
  const notes = new Notes(folder);
  const begun = notes.last('begun');
  const acknowledged = notes.last('acknowledged');
  const dir = join(folder, 'table');
  const engine = await openEngine({ dir, tables: [crashTable], meters: newMeters(), now: Date.now });
  try {
    const items = await scan(engine);
    const changes = await engine.readChanges(0, 10_000_000);
    const findings = { lost: 0, half: 0, miscounted: Number(items.get(rowOf(counterKey))?.['n']?.N ?? 0) };
    for (let caller = 0; caller < callers; caller += 1) {
      const state = stateOf(ofCaller(items, caller), caller, begun[caller] ?? 0);
      if (state === undefined) findings.half += 1;
      else if (state < (acknowledged[caller] ?? 0)) findings.lost += 1;
      findings.miscounted -= countedUpTo(caller, state ?? 0);
    }
    return {
      acknowledged: acknowledged.reduce((sum, n) => sum + n, 0),
      changes: changes.length,
      wrong: {
        ...findings,
        indexDisagrees: await indexDisagreements(engine, items),
        logDisagrees: logDisagreements(changes, items),
        skipped: skippedRecords(changes, await engine.checkpoint('consumer'), notes),
      },
    };
  } finally {
    await engine.close();
  }
};
