import * as z from 'zod';
import type { ProblemCode } from './problem-codes.ts';
import { lazyObject } from './lazy-object.ts';

/** One finding about one field of the input, as it stands in a problem+json answer. */
export const Finding = lazyObject(() => ({ path: z.string(), code: z.string(), message: z.string() }));
export type Finding = z.infer<typeof Finding>;

/**
 * The few errors a verb may raise. Each is a fact with a stable `code` of shared/problem-codes.ts, which says its HTTP
 * status, cause and way out. `detail` is a plain sentence for the person who called.
 */
export abstract class CobroError extends Error {
  readonly code: ProblemCode;
  readonly findings: Finding[];

  constructor(code: ProblemCode, detail: string, findings: Finding[] = [], cause?: unknown) {
    super(detail, { cause });
    this.name = new.target.name;
    this.code = code;
    this.findings = findings;
  }
}

/** The input has the wrong shape (400): `findings` names every field. */
export class BadInput extends CobroError {}
/** The input is well formed and still cannot be done as asked (422). */
export class Unprocessable extends CobroError {}
/** The thing does not exist, or not for this caller (404). */
export class NotFound extends CobroError {}
/** The thing is in a state that does not allow this (409). */
export class Conflict extends CobroError {}
/** The caller may not do this (403). */
export class Forbidden extends CobroError {}
/** A version named with If-Match is not the current one (412). */
export class Stale extends CobroError {}
/** A service we depend on failed; the same call may work later (503). */
export class ProviderFailed extends CobroError {}

/** Refuses (412) a change decided on another version than the current one. `ifMatch` undefined: any version will do. */
export const requireVersion = (current: number | undefined, ifMatch: number | undefined): void => {
  if (ifMatch === undefined || ifMatch === current) return;
  const now = current === undefined ? 'There is no such thing yet.' : `It has version ${current} by now.`;
  throw new Stale('stale_version', `${now} Read it again and send its version.`);
};
