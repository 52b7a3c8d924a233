import type * as z from 'zod';
import { BadInput, CobroError, type Finding } from '../errors.ts';
import { type ProblemCode, problemCodes } from '../problem-codes.ts';

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

/** Refusals of the shape of a request, before any verb runs. */
export class Refused extends CobroError {}

const titleOf = (code: ProblemCode): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');

/** The answer to an error. One that is not ours is a 500 that tells nothing. */
export const problemOf = (error: unknown, instance: string): Problem => {
  const known = error instanceof CobroError;
  const code = known ? error.code : 'internal_error';
  const detail = known
    ? error.message
    : 'Something failed on our side. Nothing was done; try again, and name this instance if it stays.';
  const problem: Problem = {
    type: `https://cobro.dev/problems/${code}`,
    title: titleOf(code),
    status: problemCodes[code].status,
    detail,
    code,
    instance,
  };
  return known && error.findings.length > 0 ? { ...problem, errors: error.findings } : problem;
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
