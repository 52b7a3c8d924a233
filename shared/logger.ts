import { AsyncLocalStorage } from 'node:async_hooks';
import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import { machineMs } from './clock.ts';

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

type Unformatted = Parameters<LogFormatter['formatAttributes']>[0];

/** Level, message, instant and what is being done: no more than what somebody searches for. */
class Lines extends LogFormatter {
  override formatAttributes({ logLevel, message, timestamp }: Unformatted, more: Record<string, unknown>): LogItem {
    const at = this.formatTimestamp(timestamp);
    return new LogItem({ attributes: { level: logLevel, message, at, ...current.getStore(), ...more } });
  }

  /** What else an error carries may be an item of the table or what somebody sent. */
  override formatError({ name, message, stack, cause }: Error): Record<string, unknown> {
    return {
      name,
      message,
      ...(stack !== undefined && { stack }),
      ...(cause instanceof Error && { cause: this.formatError(cause) }),
    };
  }
}

/** One JSON line per message. */
export const logger = new Logger({ logFormatter: new Lines() });

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
