import { randomUUID } from 'node:crypto';
import { machineMs } from '../../shared/clock.ts';
import type { Activity } from '../activity.ts';
import type { Meters } from '../bill/meters.ts';
import { functionArn, logLine } from '../names.ts';
import { type Gate, newGate } from './gate.ts';

/** What the runner must know of a function; a FunctionDeclaration of infra/domains has it all. */
export interface RunnableFunction {
  readonly name: string;
  readonly entry: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

/** How an invocation ended, as Lambda tells it. `errorType` is what Retry and Catch of a lifecycle compare. */
export type Outcome = { ok: true; answer: unknown } | { ok: false; errorType: string; errorMessage: string };

export interface FunctionRunner {
  /** Runs a function to its end. Never throws: a failure is an outcome. */
  invoke(name: string, event: unknown): Promise<Outcome>;
  names(): string[];
}

export interface RunnerOptions {
  functions: readonly RunnableFunction[];
  /** Loads the module of an entry; called once per function, at its first invocation. */
  load: (entry: string) => Promise<unknown>;
  activity: Activity;
  meters: Meters;
  region: string;
  /** At most so many invocations of one function, and of all, at once. Others wait. */
  concurrencyPerFunction?: number;
  concurrency?: number;
}

type Handler = (event: unknown, context: unknown) => unknown;

interface Loaded {
  declaration: RunnableFunction;
  gate: Gate;
  handler?: Promise<Handler>;
}

const answerLimitBytes = 6 * 1024 * 1024;

const isHandler = (value: unknown): value is Handler => typeof value === 'function';

const handlerOf = (module: unknown, entry: string): Handler => {
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

/** The answer as it comes back over the wire: JSON, at most 6 MB. */
const overTheWire = (answer: unknown): Outcome => {
  const text = JSON.stringify(answer) ?? 'null';
  if (Buffer.byteLength(text) > answerLimitBytes) {
    return {
      ok: false,
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    };
  }
  return { ok: true, answer: JSON.parse(text) };
};

const failure = (error: unknown): Outcome => {
  if (error instanceof TimedOut) return { ok: false, errorType: 'Sandbox.Timedout', errorMessage: error.message };
  if (error instanceof Error) return { ok: false, errorType: error.name, errorMessage: error.message };
  return { ok: false, errorType: 'Error', errorMessage: String(error) };
};

/** Lambda: runs the product's handlers in this process, each loaded once, with Lambda's limits and meters. */
export const newFunctionRunner = (options: RunnerOptions): FunctionRunner => {
  const { functions, load, activity, meters, region } = options;
  const all = newGate(options.concurrency ?? 20);
  const known = new Map(
    functions.map((declaration): [string, Loaded] => [
      declaration.name,
      { declaration, gate: newGate(options.concurrencyPerFunction ?? 10) },
    ]),
  );

  const handlerFor = (loaded: Loaded): Promise<Handler> => {
    const { entry } = loaded.declaration;
    loaded.handler ??= load(entry).then((module) => handlerOf(module, entry));
    // A module that failed to load is tried again at the next invocation, as Lambda does.
    loaded.handler.catch(() => {
      loaded.handler = undefined;
    });
    return loaded.handler;
  };

  const run = async (loaded: Loaded, event: unknown): Promise<Outcome> => {
    const { declaration } = loaded;
    let started = machineMs();
    try {
      const handler = await handlerFor(loaded);
      const input: unknown = JSON.parse(JSON.stringify(event ?? null));
      started = machineMs();
      return overTheWire(
        await within(declaration.timeoutSeconds, () => handler(input, contextOf(declaration, region))),
      );
    } catch (error) {
      return failure(error);
    } finally {
      meters.add('lambdaRequests', 1);
      meters.add('lambdaGbSeconds', (Math.ceil(machineMs() - started) / 1000) * (declaration.memoryMb / 1024));
    }
  };

  const invoke = async (name: string, event: unknown): Promise<Outcome> => {
    const loaded = known.get(name);
    if (!loaded) {
      return { ok: false, errorType: 'ResourceNotFoundException', errorMessage: `There is no function ${name}.` };
    }
    const end = activity.begin();
    await loaded.gate.enter();
    await all.enter();
    try {
      const outcome = await run(loaded, event);
      if (!outcome.ok) logLine(`function ${name} failed: ${outcome.errorType}: ${outcome.errorMessage}`);
      return outcome;
    } finally {
      all.leave();
      loaded.gate.leave();
      end();
    }
  };
  return { invoke, names: () => [...known.keys()] };
};
