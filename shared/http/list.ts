import { createHash } from 'node:crypto';
import * as z from 'zod';
import { keys } from '../table/table-map.ts';
import { queryRows, type Row, type RowQuery, queryAllRows } from '../table/table.ts';
import { indexKeys } from '../table/table-map.ts';
import { badField } from './problem.ts';

/** Query fields every list has. */
export const listQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().min(1).max(1000).optional(),
};

/** The answer of every list. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

const seal = (position: string, question: string): string =>
  createHash('sha256').update(`${question}\n${position}`).digest('base64url').slice(0, 12);

/** A cursor is a position inside one question; the seal keeps it from being edited or used for another. */
export const writeCursor = (position: string, question: string): string =>
  Buffer.from(JSON.stringify([position, seal(position, question)])).toString('base64url');

/** The position in a cursor; 400 when it is not one of ours for this question. */
export const readCursor = (cursor: string | undefined, question: string): string | undefined => {
  if (cursor === undefined) return undefined;
  const Cursor = z.tuple([z.string(), z.string()]);
  try {
    const [position, given] = Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    if (given === seal(position, question)) return position;
  } catch {
    // Falls through to the refusal below: an unreadable cursor is a forged one.
  }
  throw badField('cursor', 'invalid_cursor', 'This cursor is not valid for this list. Start again without it.');
};

export interface ListRequest<T> {
  limit: number;
  cursor?: string;
  /** Names the list and its filters: a cursor is only good for the same one. */
  question: string;
  /** Partitions to read one after the other, each in sort-key order. */
  partitions: (position: string | undefined) => Promise<RowQuery[]>;
  /** Turns index rows into items, in order; leaves out what a filter refuses (null). */
  load: (rows: Row[]) => Promise<(T | null)[]>;
}

/** A Lambda answers at most 6 MB: a page of huge things ends early (bytes, before the last item is added). */
const longestAnswer = 4_000_000;

const separator = '\u0000';

/**
 * Fills a page from one or several partitions. The position is the partition and sort key of the last row looked at,
 * so that rows inserted before it do not shift the page.
 */
export const listPage = async <T>(request: ListRequest<T>): Promise<Page<T>> => {
  const position = readCursor(request.cursor, request.question);
  const [startPk, startSk] = position?.split(separator) ?? [];
  const items: T[] = [];
  let bytes = 0;
  const all = await request.partitions(position);
  const from =
    startPk === undefined
      ? 0
      : Math.max(
          0,
          all.findIndex((query) => query.pk === startPk),
        );
  let looked = 0;
  for (const [index, partition] of all.slice(from).entries()) {
    const skName = partition.index === undefined ? 'sk' : indexKeys(partition.index).sk;
    let after = index === 0 ? startSk : undefined;
    for (;;) {
      const page = await queryRows({
        ...partition,
        after: after ?? partition.after,
        limit: Math.max(request.limit, 25),
      });
      const loaded = await request.load(page.rows);
      for (const [at, item] of loaded.entries()) {
        looked += 1;
        after = String(page.rows[at]?.[skName]);
        if (item !== null) {
          items.push(item);
          bytes += Buffer.byteLength(JSON.stringify(item));
        }
        const isLast = at === loaded.length - 1 && !page.next && index === all.length - from - 1;
        if ((items.length === request.limit || looked >= 5000 || bytes > longestAnswer) && !isLast) {
          return { items, nextCursor: writeCursor(`${partition.pk}${separator}${after}`, request.question) };
        }
      }
      if (!page.next) break;
    }
  }
  return { items, nextCursor: null };
};

export interface PageWish {
  limit: number;
  cursor?: string;
}

/** A page of what is in hand already: the few things that one order owns. */
export const slicePage = <T extends { id: string }>(
  all: readonly T[],
  { limit, cursor, question }: PageWish & { question: string },
): Page<T> => {
  const position = readCursor(cursor, question);
  const start = position === undefined ? 0 : all.findIndex((one) => one.id === position) + 1;
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  const more = start + limit < all.length;
  return { items, nextCursor: more && last ? writeCursor(last.id, question) : null };
};

/** Month partitions of a list, newest first, from the directory of months that have any. */
export const monthPartitions = async (kind: string): Promise<RowQuery[]> => {
  const months = await queryAllRows({ pk: keys.bucket(kind, '').pk, newestFirst: true });
  return months.map((row) => ({ index: 'list' as const, pk: `${kind}#${String(row['sk'])}`, newestFirst: true }));
};

/** One index partition, newest first. */
export const onePartition = (query: RowQuery) => (): Promise<RowQuery[]> =>
  Promise.resolve([{ newestFirst: true, ...query }]);
