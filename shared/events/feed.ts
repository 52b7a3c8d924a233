import type { Call } from '../call.ts';
import { env } from '../env.ts';
import { readCursor, writeCursor } from '../http/cursor.ts';
import type { Page } from '../http/list.ts';
import { feedHour, feedPartition, feedShards, keys } from '../table/table-map.ts';
import { queryAllRows, queryRows, type Row } from '../table/table.ts';
import type { CobroEvent } from './event-types.ts';
import { published } from './event.ts';

/**
 * The feed of all events, oldest first. An event is filed under the instant of its commit:
 *
 *   stamp ──── attempt to commit (bounded) ────▶ visible in the index
 *   |<------------- safety lag --------------->|
 *
 * Only what is older than the lag is served, so that nothing ever appears before a cursor already handed out.
 */
const question = 'feed';

const horizon = (call: Call): string => new Date(Date.parse(call.at) - env().FEED_LAG_MS).toISOString();

/** The hours after `from` that have events, oldest first; `from`'s own hour included. */
const hoursFrom = async (from: string): Promise<string[]> => {
  const { rows } = await queryRows({ pk: keys.bucket('feed', '').pk, between: [feedHour(from), '9'], limit: 200 });
  return rows.map((row) => String(row['sk']));
};

interface Stretch {
  after: string;
  until: string;
  limit: number;
}

const shardPage = async (hour: string, shard: number, { after, until, limit }: Stretch): Promise<Row[]> => {
  // A cursor of another machine's clock may be ahead of our horizon: nothing to show yet.
  if (after >= until) return [];
  const { rows } = await queryRows({
    index: 'feed',
    pk: feedPartition(hour, shard),
    between: [`${after}\u0001`, until],
    limit,
  });
  return rows;
};

/**
 * Every event committed in a span of instants, `to` included, oldest first, in pages of one hour at most. For those who
 * send events again: there is no safety lag, so `to` should have passed.
 */
export async function* eventsBetween(from: string, to: string): AsyncGenerator<CobroEvent[]> {
  const span: [string, string] = [feedHour(from), feedHour(to)];
  for (const row of await queryAllRows({ pk: keys.bucket('feed', '').pk, between: span })) {
    const hour = String(row['sk']);
    const shards = await Promise.all(
      Array.from({ length: feedShards }, (_, shard) =>
        queryAllRows({ index: 'feed', pk: feedPartition(hour, shard), between: [from, `${to}~`] }),
      ),
    );
    yield shards
      .flat()
      .toSorted((a, b) => (String(a['feedSk']) < String(b['feedSk']) ? -1 : 1))
      .map(published);
  }
}

/** Events after a position, at most `limit` of them looked at; those of other types are skipped but counted. */
export const readFeed = async (
  request: { after?: string; types?: readonly string[]; limit: number },
  call: Call,
): Promise<Page<CobroEvent>> => {
  const start = (await readCursor(request.after, question)) ?? '0';
  const until = horizon(call);
  const items: CobroEvent[] = [];
  let position = start;
  let looked = 0;
  for (const hour of await hoursFrom(start)) {
    if (hour > feedHour(until)) break;
    for (;;) {
      const shards = await Promise.all(
        Array.from({ length: feedShards }, (_, shard) =>
          shardPage(hour, shard, { after: position, until, limit: request.limit }),
        ),
      );
      const rows = shards
        .flat()
        .toSorted((a, b) => (String(a['feedSk']) < String(b['feedSk']) ? -1 : 1))
        .slice(0, request.limit);
      if (rows.length === 0) break;
      for (const row of rows) {
        looked += 1;
        position = String(row['feedSk']);
        if (!request.types || request.types.includes(String(row['type']))) items.push(published(row));
        if (items.length === request.limit || looked >= 2000)
          return { items, nextCursor: await writeCursor(position, question) };
      }
    }
  }
  return { items, nextCursor: position === '0' ? null : await writeCursor(position, question) };
};
