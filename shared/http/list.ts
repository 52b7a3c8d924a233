import * as z from 'zod';
import type { Call } from '../call.ts';
import { indexKeys, keys } from '../table/table-map.ts';
import { queryAllRows, queryRows, type RowQuery } from '../table/table.ts';
import { lazyObject } from '../lazy-object.ts';
import { readCursor, writeCursor } from './cursor.ts';

/** Query fields every list has. */
export const listQuery = {
  get limit() {
    return z.coerce.number().int().min(1).max(100).default(25);
  },
  get cursor() {
    return z.string().check(z.minLength(1), z.maxLength(1000)).optional();
  },
};

/** The answer of every list. */
export const listOf = <T extends z.ZodType>(item: T) =>
  lazyObject(() => ({ items: z.array(item), nextCursor: z.string().nullable() }));

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface PageWish {
  limit: number;
  cursor?: string;
}

/** Which list, of what, for whom: a cursor is good for the same question only. */
export interface Asked {
  list: string;
  filter?: object;
  page: PageWish;
  call: Call;
}

const questionOf = ({ list, filter = {}, call }: Asked): string =>
  JSON.stringify([list, call.tenant.name, call.customerId ?? null, filter]);

/** Index partitions read side by side and merged by sort key; `name` stays the same from page to page. */
export interface Stretch {
  name: string;
  queries: readonly RowQuery[];
}

/** A single partition, newest first unless the query says otherwise. */
export const onePartition = (query: RowQuery): Stretch[] => [
  { name: query.pk, queries: [{ newestFirst: true, ...query }] },
];

export interface ListRequest<T> extends Asked {
  /** What to read, one stretch after the other; of no use are those before the one reached. */
  stretches: (reached: string | undefined) => Stretch[] | Promise<Stretch[]>;
  /** Turns sort keys into items, in order; null for what is gone, hidden, or no longer as the index says. */
  load: (sortKeys: string[]) => Promise<(T | null | undefined)[]>;
}

/** A Lambda answers at most 6 MB: a page of huge things ends early (bytes, before the last item is added). */
const longestAnswer = 4_000_000;
/** An index finds what is asked for, but for a moment's lag. A page that still finds little ends early, with a cursor. */
const mostLookedAt = (limit: number): number => 4 * limit + 25;

/** The next rows of a stretch: one more key than wanted is read, so that the last page knows that it is the last. */
const nextSortKeys = async ({ queries }: Stretch, after: string | undefined, wanted: number) => {
  const pages = await Promise.all(queries.map((query) => queryRows({ ...query, after, limit: wanted + 1 })));
  const found = pages.flatMap(({ rows }, at) => {
    const index = queries[at]?.index;
    return rows.map((row) => String(row[index === undefined ? 'sk' : indexKeys(index).sk]));
  });
  const direction = queries[0]?.newestFirst ? -1 : 1;
  const sorted = queries.length > 1 ? found.toSorted((a, b) => (a < b ? -direction : direction)) : found;
  return { sortKeys: sorted.slice(0, wanted), more: sorted.length > wanted || pages.some((page) => page.next) };
};

const separator = '\u0000';

/** Every row from a position on, with the position it stands at and whether nothing follows it. */
async function* walk<T>({ stretches, load, page }: ListRequest<T>, position: string | undefined) {
  const cut = position?.indexOf(separator) ?? 0;
  const reached = position?.slice(0, cut);
  const all = await stretches(reached);
  const start = Math.max(
    0,
    all.findIndex((stretch) => stretch.name === reached),
  );
  for (const [index, stretch] of all.slice(start).entries()) {
    let after = stretch.name === reached ? position?.slice(cut + 1) : undefined;
    for (let more = true; more;) {
      const next = await nextSortKeys(stretch, after, page.limit);
      const loaded = await load(next.sortKeys);
      for (const [at, sortKey] of next.sortKeys.entries()) {
        const last = !next.more && at === next.sortKeys.length - 1 && index === all.length - start - 1;
        yield { item: loaded[at] ?? null, position: `${stretch.name}${separator}${sortKey}`, last };
      }
      after = next.sortKeys.at(-1);
      more = next.more && after !== undefined;
    }
  }
}

/**
 * Fills a page from index partitions. The position is the sort key of the last row looked at, so that nothing that comes,
 * goes or changes in between moves the pages: what matches throughout is found exactly once.
 */
export const listPage = async <T>(request: ListRequest<T>): Promise<Page<T>> => {
  const { limit, cursor } = request.page;
  const question = questionOf(request);
  const items: T[] = [];
  let bytes = 0;
  let looked = 0;
  for await (const { item, position, last } of walk(request, await readCursor(cursor, question))) {
    looked += 1;
    if (item !== null) {
      items.push(item);
      bytes += Buffer.byteLength(JSON.stringify(item));
    }
    const full = items.length === limit || bytes > longestAnswer || looked >= mostLookedAt(limit);
    if (full && !last) return { items, nextCursor: await writeCursor(position, question) };
  }
  return { items, nextCursor: null };
};

export interface SliceRequest<T> extends Asked {
  nameOf: (one: T) => string;
  /** Whether something stands after a position, also when what stood there is gone. */
  isAfter: (one: T, position: string) => boolean;
}

/** A page of what is in hand already, in its order. */
export const slicePage = async <T>(all: readonly T[], request: SliceRequest<T>): Promise<Page<T>> => {
  const question = questionOf(request);
  const { limit, cursor } = request.page;
  const position = await readCursor(cursor, question);
  const rest = position === undefined ? all : all.filter((one) => request.isAfter(one, position));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const more = rest.length > limit && last !== undefined;
  return { items, nextCursor: more ? await writeCursor(request.nameOf(last), question) : null };
};

/** A page of the few things that one order owns, newest first. */
export const slicePageById = <T extends { id: string }>(all: readonly T[], asked: Asked): Promise<Page<T>> =>
  slicePage(
    all.toSorted((a, b) => (a.id < b.id ? 1 : -1)),
    { ...asked, nameOf: (one) => one.id, isAfter: (one, position) => one.id < position },
  );

/** What of a sort key names the item: all of it, or what stands after a date or a name. */
export const idIn = (sortKey: string): string =>
  sortKey.slice(Math.max(sortKey.lastIndexOf('#'), sortKey.lastIndexOf(separator)) + 1);

/** The things found, in the order of their ids; `accepts` leaves out what an index that lags still lists. */
export const inOrder = <T extends { id: string }, A>(
  ids: readonly string[],
  found: readonly T[],
  { accepts, present }: { accepts: (one: T) => boolean; present: (one: T) => A },
): (A | null)[] => {
  const byId = new Map(found.map((one) => [one.id, one]));
  return ids.map((id) => {
    const one = byId.get(id);
    return one && accepts(one) ? present(one) : null;
  });
};

/** Whose things are listed: a login of one customer asks for its own; null when it asks for another's, that is nothing. */
export const customerAsked = ({ customerId: own }: Call, asked: string | undefined): string | null | undefined => {
  if (own === undefined) return asked;
  return asked === undefined || asked === own ? own : null;
};

export interface Months {
  /** First and last month, both included. */
  months?: readonly [string, string];
  /** Range of the sort key within them. */
  between?: readonly [string, string];
}

/** Month partitions of a list, newest first, from the directory of months that have any. */
export const monthStretches =
  (kind: string, { months: [first, latest] = ['0', '~'], between }: Months = {}) =>
  async (reached: string | undefined): Promise<Stretch[]> => {
    const until = reached === undefined ? latest : reached.slice(kind.length + 1);
    const months = await queryAllRows({ pk: keys.bucket(kind, '').pk, between: [first, until], newestFirst: true });
    return months.flatMap((row) => onePartition({ index: 'list', pk: `${kind}#${String(row['sk'])}`, between }));
  };
