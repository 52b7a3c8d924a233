import { readCsv, UnreadableCsv } from '../csv/read-csv.ts';
import { mostRows } from './import.ts';

/**
 * How many rows a file has. Reads all of it, so that one that stops being CSV further down is refused untouched:
 * `UnreadableCsv`, also for too many rows or none.
 */
export const countRows = async (bytes: Uint8Array): Promise<number> => {
  let total = 0;
  for await (const { row } of readCsv(bytes)) {
    total = row;
    if (total > mostRows)
      throw new UnreadableCsv('too_many_rows', `The file has more than ${mostRows} rows. Split it.`);
  }
  if (total === 0) throw new UnreadableCsv('no_rows', 'The file has no row below the line of names.');
  return total;
};
