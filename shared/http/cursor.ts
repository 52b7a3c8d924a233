import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { env } from '../env.ts';
import { keys } from '../table/table-map.ts';
import { getRow, putRowOnce } from '../table/table.ts';
import { badField } from './problem.ts';
import { lazyObject } from '../lazy-object.ts';

const known = new Map<string, Buffer>();
const KeyRow = lazyObject(() => ({ secret: z.string().min(40) }));

/** The tenant's own secret lies in its table: made by whoever needs it first, read once per process. */
const secretKey = async (): Promise<Buffer> => {
  const table = env().TABLE_NAME;
  const remembered = known.get(table);
  if (remembered) return remembered;
  let row = await getRow(keys.cursorKey());
  if (!row) {
    await putRowOnce({ ...keys.cursorKey(), secret: randomBytes(32).toString('base64') });
    row = await getRow(keys.cursorKey());
  }
  const key = Buffer.from(KeyRow.parse(row).secret, 'base64');
  known.set(table, key);
  return key;
};

/** A position inside one question, sealed for it: who has no key can neither make a cursor nor turn one to another use. */
export const writeCursor = async (position: string, question: string): Promise<string> => {
  const seal = createHmac('sha256', await secretKey())
    .update(JSON.stringify([question, position]))
    .digest();
  return Buffer.from(JSON.stringify([position, seal.subarray(0, 16).toString('base64url')])).toString('base64url');
};

const positionIn = (cursor: string): string | undefined => {
  try {
    const [position] = z
      .tuple([z.string(), z.string()])
      .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return position;
  } catch {
    // What cannot be read is not one of ours.
    return undefined;
  }
};

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** The position in a cursor; 400 `invalid_cursor` when it is not, letter by letter, one of ours for this question. */
export const readCursor = async (cursor: string | undefined, question: string): Promise<string | undefined> => {
  if (cursor === undefined) return undefined;
  const position = positionIn(cursor);
  if (position !== undefined && same(cursor, await writeCursor(position, question))) return position;
  throw badField('cursor', 'invalid_cursor', 'This cursor is not valid for this list. Start again without it.');
};
