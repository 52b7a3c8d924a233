import type { Failure } from './execution-history.ts';

/** A failed Task, as aws-local-stepfunctions takes it: `name` is what Retry and Catch compare. */
export class TaskFailure extends Error {
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  constructor(name: string, cause: string, { isRetryable = true, isCatchable = true } = {}) {
    super(cause);
    this.name = name;
    this.isRetryable = isRetryable;
    this.isCatchable = isCatchable;
  }
}

/** What a state may hand on, in bytes. Beyond it an execution fails, whatever Retry and Catch say. */
export const payloadLimitBytes = 256 * 1024;

/** The result, when it is small enough to be handed on. */
export const withinLimit = <T>(result: T): T => {
  if (Buffer.byteLength(JSON.stringify(result) ?? '') <= payloadLimitBytes) return result;
  const cause = 'The state or task returned a result with a size exceeding the maximum number of bytes service limit.';
  throw new TaskFailure('States.DataLimitExceeded', cause, { isRetryable: false, isCatchable: false });
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** The longest cause that Step Functions keeps, in characters. */
const causeLimit = 32_768;

/** An error as it is kept with an execution. */
export const failureOf = (error: unknown, cause: unknown): Failure => ({
  error: textOf(error),
  cause: textOf(cause).slice(0, causeLimit),
});
