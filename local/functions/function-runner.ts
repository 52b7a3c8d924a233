import { machineMs } from '../../shared/clock.ts';
import type { Activity } from '../activity.ts';
import type { Meters } from '../bill/meters.ts';
import { logLine } from '../names.ts';
import { type AloneGate, newAloneGate } from './beside-http.ts';
import { type Gate, newGate } from './gate.ts';
import { carryOut, failure, type Handler, handlerOf, type Outcome, type RunnableFunction } from './invocation.ts';
import { tappingLog } from './log-bytes.ts';

export type { Outcome, RunnableFunction } from './invocation.ts';

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
  /** Given every line functions write; without it they go to the terminal. */
  log?: (text: string, isError: boolean) => void;
  /** At most so many invocations of one function, and of all, at once. Others wait. */
  concurrencyPerFunction?: number;
  concurrency?: number;
}

/** Places that only functions which answer HTTP may take: who waits at a screen goes before who works alone. */
const keptForHttp = 4;

interface Loaded {
  declaration: RunnableFunction;
  /** To be entered in this order; nothing that is inside waits for another function, so all come through. */
  gates: readonly Gate[];
  handler?: Promise<Handler>;
}

/** Lambda: runs the product's handlers in this process, each loaded once, with Lambda's limits and meters. */
class InProcessRunner implements FunctionRunner {
  readonly #options: RunnerOptions;
  readonly #known = new Map<string, Loaded>();
  /** For functions that work alone. */
  readonly #alone: AloneGate;

  constructor(options: RunnerOptions) {
    this.#options = options;
    const concurrency = options.concurrency ?? 20;
    const all = newGate(concurrency);
    this.#alone = newAloneGate(Math.max(1, concurrency - keptForHttp));
    for (const declaration of options.functions) {
      const own = newGate(options.concurrencyPerFunction ?? 10);
      const gates = declaration.trigger?.kind === 'http' ? [own, all] : [own, this.#alone, all];
      this.#known.set(declaration.name, { declaration, gates });
    }
  }

  names(): string[] {
    return [...this.#known.keys()];
  }

  async invoke(name: string, event: unknown): Promise<Outcome> {
    const loaded = this.#known.get(name);
    if (!loaded) {
      return { ok: false, errorType: 'ResourceNotFoundException', errorMessage: `There is no function ${name}.` };
    }
    const end = this.#options.activity.begin();
    const answersHttp = loaded.declaration.trigger?.kind === 'http';
    if (answersHttp) this.#alone.answering();
    for (const gate of loaded.gates) await gate.enter();
    try {
      return await this.#run(loaded, event);
    } finally {
      for (const gate of loaded.gates) gate.leave();
      if (answersHttp) this.#alone.answered();
      end();
    }
  }

  async #run(loaded: Loaded, event: unknown): Promise<Outcome> {
    const { meters, region, log } = this.#options;
    const { declaration } = loaded;
    meters.add('lambdaRequests', 1);
    let handler: Handler;
    try {
      handler = await this.#handlerOf(loaded);
    } catch (error) {
      logLine(`function ${declaration.name} cannot be loaded: ${String(error)}`);
      return failure(error);
    }
    const started = machineMs();
    let told = false;
    const tap = (text: string, isError: boolean): void => {
      told ||= isError;
      log?.(text, isError);
    };
    const outcome = await tappingLog({ count: (bytes) => meters.add('logBytes', bytes), log: log && tap }, () =>
      carryOut({ declaration, region, handler, event }),
    );
    // Mostly the function has told it itself; not when it ran out of time.
    if (!outcome.ok && !told) {
      logLine(`function ${declaration.name} failed: ${outcome.errorType}: ${outcome.errorMessage}`);
    }
    // Billed by the started millisecond.
    meters.add('lambdaGbSeconds', (Math.ceil(machineMs() - started) / 1000) * (declaration.memoryMb / 1024));
    return outcome;
  }

  #handlerOf(loaded: Loaded): Promise<Handler> {
    const { entry } = loaded.declaration;
    if (loaded.handler) return loaded.handler;
    const handler = this.#options.load(entry).then((module) => handlerOf(module, entry));
    loaded.handler = handler;
    // A module that failed to load is tried again at the next invocation, as Lambda does.
    handler.catch(() => {
      loaded.handler = undefined;
    });
    return handler;
  }
}

/** The runner of these functions; none is loaded before its first invocation. */
export const newFunctionRunner = (options: RunnerOptions): FunctionRunner => new InProcessRunner(options);
