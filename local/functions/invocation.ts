import { randomUUID } from 'node:crypto';
import { machineMs } from '../../shared/clock.ts';
import { functionArn } from '../names.ts';

/** What the runner must know of a function; a FunctionDeclaration of infra/domains has it all. */
export interface RunnableFunction {
  readonly name: string;
  readonly entry: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Somebody waits for an answer over HTTP: such a function is not held up by those that run alone. */
  readonly trigger?: { readonly kind: string };
}

/** How an invocation ended, as Lambda tells it. `errorType` is what Retry and Catch of a lifecycle compare. */
export type Outcome = { ok: true; answer: unknown } | { ok: false; errorType: string; errorMessage: string };

export type Handler = (event: unknown, context: unknown) => unknown;

/** What Lambda takes and gives at most, as JSON. */
const payloadLimitBytes = 6 * 1024 * 1024;

const isHandler = (value: unknown): value is Handler => typeof value === 'function';

/** The handler that a module exports. Throws when there is none. */
export const handlerOf = (module: unknown, entry: string): Handler => {
  const handler: unknown =
    module !== null && typeof module === 'object' && 'handler' in module ? module.handler : undefined;
  if (!isHandler(handler)) throw new Error(`${entry} exports no function named handler.`);
  return handler;
};

const contextOf = (declaration: RunnableFunction, region: string): Record<string, unknown> => {
  const end = machineMs() + declaration.timeoutSeconds * 1000;
  return {
    awsRequestId: randomUUID(),
    functionName: declaration.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(region, declaration.name),
    memoryLimitInMB: String(declaration.memoryMb),
    logGroupName: `/aws/lambda/${declaration.name}`,
    logStreamName: 'embedded',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(end - machineMs())),
  };
};

class TimedOut extends Error {}

const within = async (seconds: number, run: () => unknown): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new TimedOut(`Task timed out after ${seconds} seconds`)), seconds * 1000);
  });
  try {
    return await Promise.race([Promise.resolve().then(run), late]);
  } finally {
    clearTimeout(timer);
  }
};

/** A value as it comes over the wire: JSON. Undefined when it is longer than Lambda takes. */
const overTheWire = (value: unknown): { value: unknown } | undefined => {
  const text = JSON.stringify(value) ?? 'null';
  return Buffer.byteLength(text) > payloadLimitBytes ? undefined : { value: JSON.parse(text) };
};

/** What was thrown, as Lambda tells it. */
export const failure = (error: unknown): Outcome => {
  if (error instanceof TimedOut) return { ok: false, errorType: 'Sandbox.Timedout', errorMessage: error.message };
  if (error instanceof Error) return { ok: false, errorType: error.name, errorMessage: error.message };
  return { ok: false, errorType: 'Error', errorMessage: String(error) };
};

/** Refusals of Lambda itself, with its limit in the text. */
const tooLarge = {
  request: {
    ok: false,
    errorType: 'RequestTooLargeException',
    errorMessage: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
  },
  answer: {
    ok: false,
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
  },
} as const;

interface Invocation {
  declaration: RunnableFunction;
  region: string;
  handler: Handler;
  event: unknown;
}

/** One invocation, as Lambda does it: JSON in and out, both at most 6 MB, given up after its timeout. Never throws. */
export const carryOut = async ({ declaration, region, handler, event }: Invocation): Promise<Outcome> => {
  try {
    const input = overTheWire(event);
    if (!input) return tooLarge.request;
    const context = contextOf(declaration, region);
    const answer = overTheWire(await within(declaration.timeoutSeconds, () => handler(input.value, context)));
    return answer ? { ok: true, answer: answer.value } : tooLarge.answer;
  } catch (error) {
    return failure(error);
  }
};
