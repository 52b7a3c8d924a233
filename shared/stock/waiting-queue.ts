import * as z from 'zod';
import { indexed, indexKeys, keys } from '../table/table-map.ts';
import { queryAllRows, queryRows, type Row } from '../table/table.ts';
import type { Work } from '../table/work.ts';
import { lazyObject } from '../lazy-object.ts';

const Waiting = lazyObject(() => ({ orderId: z.string() }));
const index = 'lookup';
const partition = indexed.lookup('waiting', '').lookupPk;

/** An order's place in the queue for a sku: oldest first under the sku, and found by the sweep that asks which skus wait. */
const waitingRow = (sku: string, { id, placedAt }: { id: string; placedAt: string }): Row => {
  const key = keys.waiting(sku, placedAt, id);
  return { ...key, ...indexed.lookup('waiting', `${sku}#${key.sk}`), orderId: id };
};

type Line = { sku: string; waiting: boolean };

const skusWaiting = (lines: readonly Line[]): Set<string> =>
  new Set(lines.filter((line) => line.waiting).map((line) => line.sku));

/** Lets an order join and leave the queues as its lines say: one entry per sku, however many of its lines wait for it. */
export const followQueues = (
  work: Work,
  order: { id: string; placedAt: string },
  { before, after }: { before: readonly Line[]; after: readonly Line[] },
): void => {
  const waited = skusWaiting(before);
  const waits = skusWaiting(after);
  for (const sku of waits) if (!waited.has(sku)) work.put(waitingRow(sku, order), 'any');
  for (const sku of waited) if (!waits.has(sku)) work.delete(keys.waiting(sku, order.placedAt, order.id));
};

/** The orders that wait for a sku, oldest first. */
export const ordersWaitingFor = async (sku: string): Promise<string[]> => {
  const rows = await queryAllRows({ pk: keys.waiting(sku, '', '').pk });
  return rows.map((row) => Waiting.parse(row).orderId);
};

/** Every sku some order waits for. One small read per sku: it jumps over the orders behind the first. */
export const skusWaitedFor = async (): Promise<string[]> => {
  const skus: string[] = [];
  for (let after: string | undefined; ;) {
    const { rows } = await queryRows({ index, pk: partition, after, limit: 1 });
    const [row] = rows;
    if (!row) return skus;
    const entry = String(row[indexKeys(index).sk]);
    const sku = entry.slice(0, entry.indexOf('#'));
    skus.push(sku);
    // A sku holds no '#' and its entries go on with a year, so '~' is behind all of them.
    after = `${sku}#~`;
  }
};
