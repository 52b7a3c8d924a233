import { type EngineParts, newWriteBuffer } from './engine-parts.ts';
import type { ItemWrite } from './item-writes.ts';
import { fillRows } from './fill-rows.ts';
import { rowKeys } from './row-keys.ts';
import type { Table } from './tables.ts';

const chunk = 200;
/** An item that expired longer ago (seconds) is left alone, as on AWS: such a time is likely a mistake. */
const oldest = 5 * 365 * 24 * 3600;

/** Removes one chunk of expired items. The rows of expiries name them; the items themselves decide. */
const sweepChunk = async (
  parts: EngineParts,
  table: Table,
  rows: readonly string[],
  seconds: number,
): Promise<number> => {
  const { TableName: name } = table.description;
  const { timeToLive = '' } = table;
  const buffer = newWriteBuffer(parts);
  const writes: ItemWrite[] = [];
  for (const row of rows) {
    const [, , , key = ''] = row.split('!');
    const old = buffer.look(name, key);
    const expired = old !== undefined && Number(old.item[timeToLive]?.N) < seconds;
    if (expired && !parts.locks.isHeld(rowKeys.item(name, key))) writes.push({ table, key, old });
  }
  // Removing what has expired costs nothing.
  const { operations } = parts.changes.plan(writes, true);
  await parts.log.append(operations);
  return writes.length;
};

const sweepTable = async (parts: EngineParts, table: Table, now: number): Promise<number> => {
  const { TableName: name } = table.description;
  const seconds = Math.ceil(now / 1000);
  await parts.log.settled();
  let removed = 0;
  let from = rowKeys.expiry(name, seconds - oldest, '');
  for (;;) {
    const range = { gt: from, lt: rowKeys.expiry(name, seconds, ''), limit: chunk };
    const rows = (await parts.level.iterator(range).all()).map(([row]) => row);
    const last = rows.at(-1);
    if (last === undefined) return removed;
    removed += await sweepChunk(parts, table, rows, seconds);
    from = last;
  }
};

/** Removes every item that had expired by `now` (epoch ms), with a change record of its own kind. How many they were. */
export const sweepExpired = async (parts: EngineParts, now: number): Promise<number> => {
  let removed = 0;
  for (const table of parts.tables.all())
    if (table.timeToLive !== undefined) removed += await sweepTable(parts, table, now);
  return removed;
};

/**
 * Sets or ends the expiry of a table's items, and lists which of them expire when. Writes that happen meanwhile list
 * theirs; a row that is out of date does no harm, since the item decides.
 */
export const setTimeToLive = async (parts: EngineParts, table: Table, attribute: string | undefined): Promise<void> => {
  const { TableName: name } = table.description;
  const changed = { ...table, timeToLive: attribute };
  parts.tables.hold(changed);
  await parts.log.settled();
  await fillRows(parts.level, name, rowKeys.expiries(name), (item, key) => {
    const expiry = attribute === undefined ? undefined : item[attribute]?.N;
    return expiry === undefined ? [] : [{ type: 'put', key: rowKeys.expiry(name, Number(expiry), key), value: '' }];
  });
  await parts.tables.save(changed);
};
