import { AsyncLocalStorage } from 'node:async_hooks';
import { machineMs, machineTime } from './clock.ts';

/**
 * What stands in every line a function writes while it does one thing. Ids, codes and counts, never names, addresses,
 * mails or amounts of a person.
 */
export interface LogFields {
  /** X-Request-Id of a request; else the id Lambda gave the invocation. */
  requestId?: string;
  /** X-Request-Id of the request that all this follows from. */
  correlationId?: string;
  orderId?: string;
  readonly [more: string]: unknown;
}

/** As Lambda calls a handler; tests leave it out. */
export interface Invocation {
  functionName: string;
  awsRequestId: string;
}

const current = new AsyncLocalStorage<LogFields>();

/** Adds to every further line of what is being done now. */
export const noteInLog = (fields: LogFields): void => {
  Object.assign(current.getStore() ?? {}, fields);
};

/** What else an error carries may be an item of the table or what somebody sent. */
const told = ({ name, message, stack, cause }: Error): Record<string, unknown> => ({
  name,
  message,
  ...(stack !== undefined && { stack }),
  ...(cause instanceof Error && { cause: told(cause) }),
});

const writable = (_: string, value: unknown): unknown => {
  if (value instanceof Error) return told(value);
  return typeof value === 'bigint' ? String(value) : value;
};

/** Level, message, instant and what is being done: no more than what somebody searches for. */
const lineOf = (level: 'INFO' | 'ERROR', message: string, more: Record<string, unknown>): string => {
  const at = new Date(machineTime()).toISOString();
  return `${JSON.stringify({ level, message, at, ...current.getStore(), ...more }, writable)}\n`;
};

/**
 * One JSON line per message, on the streams that Lambda takes into CloudWatch as they are: its console would put its own
 * words before them. Metrics need the line as it is, too.
 */
export const logger = {
  info: (message: string, more: Record<string, unknown> = {}): void => {
    process.stdout.write(lineOf('INFO', message, more));
  },
  error: (message: string, more: Record<string, unknown> = {}): void => {
    process.stderr.write(lineOf('ERROR', message, more));
  },
};

interface Doing {
  /** What is being done, in a few words: the message of the line. */
  what: string;
  invocation?: Invocation;
  fields?: LogFields;
}

/** Runs something within its fields. */
export const inLog = <T>({ invocation, fields }: Omit<Doing, 'what'>, run: () => T): T => {
  const { functionName, awsRequestId } = invocation ?? {};
  return current.run({ function: functionName, requestId: awsRequestId, ...fields }, run);
};

/**
 * Runs what a function does for one event, schedule or lifecycle state, and tells of it in one line at its end: what it
 * was, how long it took (ms), and the error when it failed, which goes on to the caller.
 */
export const logged = <T>({ what, ...doing }: Doing, run: () => Promise<T>): Promise<T> =>
  inLog(doing, async () => {
    const started = machineMs();
    try {
      const answer = await run();
      logger.info(what, { ...doing.fields, ms: Math.round(machineMs() - started) });
      return answer;
    } catch (error) {
      const ms = Math.round(machineMs() - started);
      logger.error(`${what} failed`, { ...doing.fields, ms, error: error instanceof Error ? error : String(error) });
      throw error;
    }
  });
