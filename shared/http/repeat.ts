import { createHash } from 'node:crypto';
import type { RepeatKey } from '../call.ts';
import { Conflict, Unprocessable } from '../errors.ts';
import { keys } from '../table/table-map.ts';
import { getRow } from '../table/table.ts';
import { begunStatus, parseAnswerRow, textOfAnswer } from '../table/kept-answer.ts';
import { badField } from './problem.ts';

/** An answer given before, or what an interrupted request began. */
export type StoredAnswer = { status: number; body: string; begun?: undefined } | { begun: string };

/** The body with its keys in order, so that the same request in another spelling is the same request. */
export const canonicalJson = (value: unknown): string => {
  if (value instanceof Uint8Array) return createHash('sha256').update(value).digest('hex');
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
};

/** The key of a POST and the fingerprint of what is asked. 400 when the header is missing or unusable. */
export const repeatKeyOf = (input: {
  header: string | undefined;
  client: string;
  method: string;
  path: string;
  query: unknown;
  body: unknown;
}): RepeatKey => {
  const { header } = input;
  if (header === undefined) {
    throw badField(
      'Idempotency-Key',
      'idempotency_key_required',
      'Send an Idempotency-Key header with every POST: any unique text, such as a UUID.',
    );
  }
  if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw badField(
      'Idempotency-Key',
      'idempotency_key_invalid',
      'The Idempotency-Key must be 1 to 255 visible ASCII characters.',
    );
  }
  const fingerprint = `${input.method} ${input.path}\n${canonicalJson(input.body)}${input.query === undefined ? '' : canonicalJson(input.query)}`;
  return { client: input.client, key: header, requestHash: createHash('sha256').update(fingerprint).digest('hex') };
};

/**
 * The first answer given under this key, if there was one. 422 `idempotency_key_reused` when it was another request.
 * `at` is the instant of the call: an answer past its 25 hours counts as forgotten.
 */
export const storedAnswer = async (repeat: RepeatKey, at: string): Promise<StoredAnswer | undefined> => {
  const row = await getRow(keys.repeat(repeat.client, repeat.key));
  if (row === undefined) return undefined;
  const stored = parseAnswerRow(row, at);
  if (stored === undefined) return undefined;
  if (stored.requestHash !== repeat.requestHash) {
    throw new Unprocessable(
      'idempotency_key_reused',
      'This Idempotency-Key was used for another request. Use a new key for a new request.',
    );
  }
  const body = await textOfAnswer(stored);
  return stored.status === begunStatus ? { begun: body } : { status: stored.status, body };
};

/** Raised when an equal request is still being carried out. */
export const stillInProgress = (): Conflict =>
  new Conflict(
    'idempotency_in_progress',
    'The first request with this Idempotency-Key has not finished. Ask again in a moment.',
  );
