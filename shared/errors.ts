/** One finding about one field of the input, as it stands in a problem+json answer. */
export interface Finding {
  path: string;
  code: string;
  message: string;
}

/**
 * The few errors a verb may raise. Each is a fact with a stable snake_case `code`; shared/http/problem.ts alone maps
 * them to HTTP. `detail` is a plain sentence for the person who called.
 */
export abstract class CobroError extends Error {
  readonly code: string;
  readonly findings: Finding[];

  constructor(code: string, detail: string, findings: Finding[] = [], cause?: unknown) {
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
