import { createHash } from 'node:crypto';
import * as z from 'zod';
import { DynamoFault } from './dynamo-fault.ts';
import type { CommitLog } from './commit-log.ts';
import type { Level, LevelOperation } from './level.ts';
import { rowKeys } from './row-keys.ts';

/** How long (ms) a token stands for its request. */
const tokenLife = 10 * 60 * 1000;

const Used = z.object({ at: z.number(), hash: z.string() });

/** What the same request must have in common with the first. */
export const hashOfRequest = (items: unknown): string =>
  createHash('sha256').update(JSON.stringify(items)).digest('base64');

/** A caller's token, and the hash of the request it came with. */
export interface Token {
  name: string;
  hash: string;
}

/**
 * Whether a request with this token was carried out within ten minutes before `now`. Throws
 * IdempotentParameterMismatchException when that was another request.
 */
export const wasCarriedOut = (log: CommitLog, token: Token, now: number): boolean => {
  const text = log.read(rowKeys.token(token.name));
  if (text === undefined) return false;
  const used = Used.parse(JSON.parse(text));
  if (now - used.at >= tokenLife) return false;
  if (used.hash === token.hash) return true;
  throw new DynamoFault(
    'IdempotentParameterMismatchException',
    'The request uses the same client token as a previous, but non-identical request.',
  );
};

/** Remembers a token; written together with what it stands for. */
export const tokenOperations = ({ name, hash }: Token, at: number): LevelOperation[] => [
  { type: 'put', key: rowKeys.token(name), value: JSON.stringify({ at, hash }) },
  { type: 'put', key: rowKeys.tokenAge(at, name), value: name },
];

/** Forgets tokens that are older than ten minutes. */
export const forgetOldTokens = async (level: Level, log: CommitLog, now: number): Promise<void> => {
  const range = { gte: rowKeys.tokenAges, lt: rowKeys.tokenAge(now - tokenLife, ''), limit: 5000 };
  for (;;) {
    const old = await level.iterator(range).all();
    const operations: LevelOperation[] = [];
    for (const [key, token] of old) {
      operations.push({ type: 'del', key });
      const text = log.read(rowKeys.token(token));
      // Used again since: the newer use has a row of its own.
      const expired = text !== undefined && now - Used.parse(JSON.parse(text)).at >= tokenLife;
      if (expired) operations.push({ type: 'del', key: rowKeys.token(token) });
    }
    if (old.length === 0) return;
    await log.append(operations);
  }
};
