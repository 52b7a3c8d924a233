import type * as z from 'zod';
import {
  BadInput,
  CobroError,
  Conflict,
  type Finding,
  Forbidden,
  NotFound,
  ProviderFailed,
  Stale,
  Unprocessable,
} from '../errors.ts';

/** RFC 9457 problem+json, with Cobro's stable `code`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  instance: string;
  errors?: Finding[];
}

const statuses: [abstract new (...args: never[]) => CobroError, number][] = [
  [BadInput, 400],
  [Forbidden, 403],
  [NotFound, 404],
  [Conflict, 409],
  [Stale, 412],
  [Unprocessable, 422],
  [ProviderFailed, 503],
];

/** Refusals of the shape of a request, before any verb runs; their status does not follow from an error class. */
export class Refused extends CobroError {
  readonly status: number;

  constructor(status: number, code: string, detail: string) {
    super(code, detail);
    this.status = status;
  }
}

const titleOf = (code: string): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');

/** The one table from errors to HTTP. An error that is not ours is a 500 that tells nothing. */
export const problemOf = (error: unknown, instance: string): Problem => {
  if (!(error instanceof CobroError)) {
    return {
      type: 'https://cobro.dev/problems/internal_error',
      title: 'Internal error',
      status: 500,
      detail: 'Something failed on our side. Nothing was done; try again, and name this instance if it stays.',
      code: 'internal_error',
      instance,
    };
  }
  const status =
    error instanceof Refused ? error.status : (statuses.find(([kind]) => error instanceof kind)?.[1] ?? 500);
  const { code, message: detail, findings } = error;
  const problem: Problem = {
    type: `https://cobro.dev/problems/${code}`,
    title: titleOf(code),
    status,
    detail,
    code,
    instance,
  };
  return findings.length > 0 ? { ...problem, errors: findings } : problem;
};

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );

/** Every finding of a failed parse as one 400. */
export const badInput = (error: z.ZodError, where: 'body' | 'query' | 'path'): BadInput => {
  const findings = error.issues.flatMap((issue): Finding[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: pathText([...issue.path, key]),
          code: 'unknown_field',
          message: `There is no field "${key}" here. Remove it or check its spelling.`,
        }))
      : [{ path: pathText(issue.path), code: issue.code, message: issue.message }],
  );
  const fields = findings.map((finding) => finding.path || 'the whole').join(', ');
  return new BadInput('invalid_request', `The ${where} of the request is not valid: see ${fields}.`, findings);
};

/** A 400 about one field that a schema alone cannot judge. */
export const badField = (path: string, code: string, message: string): BadInput =>
  new BadInput('invalid_request', message, [{ path, code, message }]);
