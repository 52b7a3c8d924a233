import { randomUUID } from 'node:crypto';

/** A token for one attempt of a Task of that execution. It names its execution, so a late one can be told from a wrong one. */
export const newToken = (execution: string): string =>
  Buffer.from(JSON.stringify([execution, randomUUID()])).toString('base64url');

/** The execution that a token was made for; undefined when it is no token at all. */
export const executionOfToken = (token: string): string | undefined => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return Array.isArray(parts) && typeof parts[0] === 'string' ? parts[0] : undefined;
  } catch {
    return undefined;
  }
};
