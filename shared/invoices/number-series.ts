import * as z from 'zod';
import type { Call } from '../call.ts';
import { chance, machineMs, sleep } from '../clock.ts';
import { later } from '../dates.ts';
import { ProviderFailed } from '../errors.ts';
import { keys } from '../table/table-map.ts';
import { getRow, type Row } from '../table/table.ts';
import type { Work } from '../table/work.ts';
import { type Place, seriesOn } from './draft-invoice.ts';

/** Another document took the number first: take the next one, everything else still holds. */
class NumberTaken extends Error {}

const Series = z.object({ counter: z.int(), hash: z.string(), issueDate: z.iso.date() });
/** Longest pause (ms) between two tries for a number: hundreds at once must not trample on each other. */
const longestPause = 5000;
/** For so long (ms) a number is tried for, unless told otherwise; then whoever asked tries again, later. */
const usualPatience = 90_000;

/** The next place in the series of today. The date never goes back within a series. */
const nextPlace = async (pattern: string, call: Call): Promise<Place> => {
  const series = seriesOn(pattern, call.today);
  const row = await getRow(keys.series(series));
  if (!row) return { series, counter: 1, previousHash: null, issueDate: call.today };
  const last = Series.parse(row);
  return { series, counter: last.counter + 1, previousHash: last.hash, issueDate: later(call.today, last.issueDate) };
};

/** An issued document as its series and its register know it. */
export interface Numbered {
  number: string;
  issueDate: string;
  totals: { gross: number };
  previousHash: string | null;
  hash: string;
}

/**
 * Takes the place for the document in the transaction that issues it: counter and entry of the register. `more` stands
 * in the entry beside what all have.
 */
export const takePlace = (work: Work, place: Place, document: Numbered, more: Row): void => {
  const { series, counter } = place;
  const { number, issueDate, previousHash, hash } = document;
  const taken = new NumberTaken(`${series} ${counter}`);
  work.update({
    key: keys.series(series),
    set: { series, counter, hash, issueDate },
    when: [counter === 1 ? 'missing' : { attribute: 'counter', is: '=', value: counter - 1 }],
    otherwise: taken,
    serial: true,
  });
  const entry = { counter, series, number, issueDate, gross: document.totals.gross, previousHash, hash };
  work.put({ ...keys.register(series, counter), ...entry, ...more }, 'new', taken);
};

/**
 * Issues something under the next number of a series (a pattern of the tenant's), again under a later one while others
 * are faster. `whenTaken` looks before the next try whether there is still something to issue. 503 `series_busy`.
 */
export const withNextNumber = async <T>(
  pattern: string,
  call: Call,
  how: { issue: (place: Place) => Promise<T>; whenTaken?: () => Promise<void>; patienceMs?: number },
): Promise<T> => {
  const { issue, whenTaken, patienceMs = usualPatience } = how;
  const end = machineMs() + patienceMs;
  for (let attempt = 1; machineMs() < end; attempt += 1) {
    try {
      return await issue(await nextPlace(pattern, call));
    } catch (error) {
      if (!(error instanceof NumberTaken)) throw error;
      await whenTaken?.();
      await sleep(chance() * Math.min(longestPause, 20 * 4 ** Math.min(attempt, 4)));
    }
  }
  throw new ProviderFailed('series_busy', 'Too many invoices at once. Try again.');
};
