import { sleep } from '../clock.ts';
import { partitionOfOwner } from '../table/partitions.ts';
import { indexKeys, type Key, keys } from '../table/table-map.ts';
import { getRow, getRows, queryAllRows, type Row } from '../table/table.ts';
import { type ExposureDifference, Exposures } from './verify-exposure.ts';

export interface ExposureChecked {
  /** How many customers were looked at. */
  customers: number;
  differences: readonly ExposureDifference[];
}

/** A difference counts when it is there each time it is looked for. */
const looks = 4;

const keysOf = async (customerId: string, kind: string, keyOf: (id: string) => Key): Promise<Key[]> => {
  const rows = await queryAllRows(partitionOfOwner(`customer#${customerId}`, kind));
  return rows.map((row) => keyOf(String(row[indexKeys('owner').sk])));
};

/** What belongs to one customer, read at about one instant; undefined when the counters moved meanwhile. */
const differencesOf = async (customerId: string): Promise<ExposureDifference[] | undefined> => {
  const before = await getRow(keys.credit(customerId));
  const belongings = await Promise.all([
    keysOf(customerId, 'order', keys.order),
    keysOf(customerId, 'invoice', keys.invoice),
    keysOf(customerId, 'payment', keys.payment),
    keysOf(customerId, 'credit-note', keys.creditNote),
  ]);
  const rows = await getRows(belongings.flat());
  const after = await getRow(keys.credit(customerId));
  if (JSON.stringify(before) !== JSON.stringify(after)) return undefined;
  const exposures = new Exposures();
  for (const row of [...(after ? [after] : []), ...rows]) exposures.note(row);
  return exposures.differences();
};

/**
 * The same customer again and again, since an index may lag for a moment and orders may come in: none when it adds up
 * once, else what was found last.
 */
const lastingDifferences = async (
  customerId: string,
  suspected: ExposureDifference[],
  pauseMs: number,
): Promise<ExposureDifference[]> => {
  let last = suspected;
  for (let look = 1; look <= looks; look += 1) {
    if (look > 1) await sleep(pauseMs);
    const found = await differencesOf(customerId);
    if (found?.length === 0) return [];
    last = found ?? last;
  }
  return last;
};

/**
 * Computes every customer's exposure anew from orders, invoices, payments and credit notes and compares it with the counters. Work may
 * go on meanwhile: a scan is no single instant, so whoever differs is looked at again alone. Reads the whole table.
 */
export const checkExposure = async (rows: AsyncIterable<Row>, pauseMs = 500): Promise<ExposureChecked> => {
  const exposures = new Exposures();
  for await (const row of rows) exposures.note(row);
  const suspected = Map.groupBy(exposures.differences(), ({ customerId }) => customerId);
  const differences: ExposureDifference[] = [];
  for (const [id, found] of suspected) differences.push(...(await lastingDifferences(id, found, pauseMs)));
  return { customers: exposures.size, differences };
};
