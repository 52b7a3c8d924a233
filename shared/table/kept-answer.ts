import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { RepeatKey } from '../call.ts';
import type { DocumentName } from '../documents/document-folders.ts';
import { keys } from './table-map.ts';
import type { Row } from './table.ts';
import { lazyObject } from '../lazy-object.ts';

/** The contract says at least 24 hours. */
const keptSeconds = 25 * 3600;
/** A larger answer (bytes) is cheaper in the document bucket: a transaction pays two write units per KB. */
const largestInline = 8 * 1024;

/** A request that was begun and not finished: no answer yet. Not an HTTP status anyone sees. */
export const begunStatus = 102;

/** An answer kept under an Idempotency-Key, or what was begun under it: `body`, or the name of the document it is in. */
export interface KeptAnswer {
  status: number;
  body: string;
  document?: DocumentName;
}

const AnswerRow = lazyObject(() => ({
  requestHash: z.string(),
  status: z.int(),
  body: z.string().optional(),
  document: z.templateLiteral(['answers/', z.string()]).optional(),
  expiresAt: z.number().optional(),
}));

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Decides where an answer is kept. The name follows from what it is, so that a second try writes the same document. */
export const keptAnswer = ({ client, key }: RepeatKey, status: number, body: string): KeptAnswer =>
  Buffer.byteLength(body) <= largestInline
    ? { status, body }
    : { status, body, document: `answers/${hash(`${client}\n${key}`)}-${hash(body)}.json` };

/** The item of an answer. It expires, unless what was done under the key is never to be done again. */
export const answerRow = (repeat: RepeatKey, { status, body, document }: KeptAnswer, seconds: number): Row => ({
  ...keys.repeat(repeat.client, repeat.key),
  requestHash: repeat.requestHash,
  status,
  ...(document === undefined ? { body } : { document }),
  ...(repeat.forever ? {} : { expiresAt: seconds + keptSeconds }),
});

/** What an item says; undefined when its time is up. `at`: the instant of the call. */
export const parseAnswerRow = (row: Row, at: string): z.infer<typeof AnswerRow> | undefined => {
  const stored = AnswerRow.parse(row);
  const isOver = stored.expiresAt !== undefined && stored.expiresAt < Math.floor(Date.parse(at) / 1000);
  return isOver ? undefined : stored;
};

/** Puts a large answer into the bucket. Loaded when needed: few answers are large, and the client of S3 is. */
export const keepLargeAnswer = async ({ document, body }: KeptAnswer): Promise<void> => {
  if (document === undefined) return;
  const { keepDocument } = await import('../documents/document-store.ts');
  await keepDocument(document, Buffer.from(body), 'application/json');
};

/** The text of a kept answer, wherever it is. */
export const textOfAnswer = async ({ body, document }: z.infer<typeof AnswerRow>): Promise<string> => {
  if (document === undefined) return body ?? '';
  const { findDocument } = await import('../documents/document-store.ts');
  const bytes = await findDocument(document);
  if (!bytes) throw new Error(`The kept answer ${document} is not in the bucket.`);
  return Buffer.from(bytes).toString('utf8');
};
