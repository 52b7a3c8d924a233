import { nowIso } from '../../shared/clock.ts';
import type { Activity } from '../activity.ts';
import type { Meters } from '../bill/meters.ts';
import type { FunctionRunner, Outcome } from '../functions/function-runner.ts';
import { executionArn, logLine } from '../names.ts';
import type { Change } from '../runtime-store.ts';
import type { Definition, TaskPlan } from './definition.ts';
import type { ExecutionRow, ExecutionTables, JournalRow } from './execution-rows.ts';
import { type Json, toJson } from './json.ts';
import { newToken } from './task-token.ts';

export interface ExecutionOptions {
  definition: Definition;
  machineName: string;
  region: string;
  tables: ExecutionTables;
  runner: FunctionRunner;
  activity: Activity;
  meters: Meters;
}

type Run = ReturnType<Definition['machine']['run']>;
type LogEvent = Run['eventLogs'] extends AsyncGenerator<infer E> ? E : never;

/** A failed Task: `name` is what Retry and Catch compare. */
class TaskFailure extends Error {
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
const payloadLimit = 256 * 1024;

const withinLimit = <T>(result: T): T => {
  if (Buffer.byteLength(JSON.stringify(result) ?? '') <= payloadLimit) return result;
  const cause = 'The state or task returned a result with a size exceeding the maximum number of bytes service limit.';
  throw new TaskFailure('States.DataLimitExceeded', cause, { isRetryable: false, isCatchable: false });
};

/** Stands in the input until the asynchronous part of the Task knows its token. */
const tokenPlace = '(the token of this task)';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const failureOf = (error: unknown, cause: unknown) => ({
  error: textOf(error),
  cause: textOf(cause).slice(0, 1000),
});

interface Wait {
  token: string;
  state: string;
  visit: number;
  resolve: (outcome: Outcome) => void;
}

/**
 * One execution: runs from its start over its journal. A Task whose result is in the journal is not run again, an open
 * token is met again, and what follows runs. A new execution has an empty journal, so starting and going on are the same.
 */
export class Execution {
  /** Resolves when it has ended or was abandoned. */
  readonly ended: Promise<void>;
  readonly row: ExecutionRow;
  readonly #options: ExecutionOptions;
  readonly #journal: ReadonlyMap<number, JournalRow>;
  readonly #run: Run;
  /** Which Task, counted from the start of the execution; its attempts share the number. */
  #visit = 0;
  #attempt = 0;
  #seen = 0;
  #unsaved: Change[] = [];
  #saving: Promise<void> = Promise.resolve();
  #failure: { error: string; cause: string } | undefined;
  #wait: Wait | undefined;
  #abandoned = false;
  #release: (() => void) | undefined;

  constructor(row: ExecutionRow, journal: ReadonlyMap<number, JournalRow>, options: ExecutionOptions) {
    this.row = row;
    this.#journal = journal;
    this.#options = options;
    this.#stir();
    const { definition, region, machineName } = options;
    const handlers = [...definition.tasks].map(([state, plan]) => [
      state,
      async (input: unknown): Promise<Json> => toJson(await this.#do(state, plan, input)),
    ]);
    this.#run = definition.machine.run(toJson(row.input), {
      noThrowOnAbort: true,
      overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
      context: {
        Execution: { Id: executionArn(region, machineName, row.name), Name: row.name },
        StateMachine: { Name: machineName },
        Task: { Token: tokenPlace },
      },
    });
    this.ended = this.#end(this.#follow());
  }

  /** Ends the open wait. False when this token is not the one waited for. */
  async complete(token: string, outcome: Outcome): Promise<boolean> {
    const wait = this.#wait;
    if (this.#abandoned || wait?.token !== token) return false;
    this.#wait = undefined;
    this.row.open = undefined;
    this.#stir();
    const { state, visit } = wait;
    const { tables } = this.#options;
    await this.#save(outcome.ok ? [tables.putJournal(this.row.name, visit, { state, result: outcome.answer })] : []);
    wait.resolve(outcome);
    return true;
  }

  /** Leaves the execution as it is on disk; it goes on at the next start. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    this.#run.abort();
    this.#wait?.resolve({ ok: true, answer: null });
    await this.#saving.catch(() => undefined);
  }

  #stir(): void {
    this.#release ??= this.#options.activity.begin();
  }

  #rest(): void {
    this.#release?.();
    this.#release = undefined;
  }

  /** One write after the other, each with the row as it is then. */
  #save(changes: Change[]): Promise<void> {
    const { tables } = this.#options;
    this.#saving = this.#saving.then(() => {
      if (this.#abandoned) return undefined;
      const all = [...this.#unsaved, ...changes, tables.executions.put(this.row.name, this.row)];
      this.#unsaved = [];
      return tables.store.write(all);
    });
    return this.#saving;
  }

  /** One attempt of a Task. */
  async #do(state: string, plan: TaskPlan, input: unknown): Promise<unknown> {
    // The interpreter's log runs behind by some microtasks; after them, the visit is this Task's.
    await nextTurn();
    if (this.#abandoned) return null;
    this.#attempt += 1;
    const recorded = this.#journal.get(this.#visit);
    if (recorded?.state === state) {
      if ('result' in recorded) return recorded.result;
      throw new TaskFailure(recorded.error, recorded.cause, { isRetryable: false });
    }
    this.#seen = Math.max(this.#seen, this.row.events);
    return plan.kind === 'token' ? this.#askAndWait(state, plan, input) : this.#askForResult(state, plan, input);
  }

  async #ask(plan: TaskPlan, payload: unknown): Promise<unknown> {
    const outcome = await this.#options.runner.invoke(plan.functionName, payload);
    if (outcome.ok) return outcome.answer;
    const { errorType, errorMessage } = outcome;
    throw new TaskFailure(errorType, JSON.stringify({ errorType, errorMessage }));
  }

  async #askForResult(state: string, plan: TaskPlan, input: unknown): Promise<unknown> {
    const [attempt, visit] = [this.#attempt, this.#visit];
    const answer = await this.#ask(plan, plan.kind === 'plain' ? input : payloadOf(input));
    const result = withinLimit(
      plan.kind === 'plain' ? answer : { ExecutedVersion: '$LATEST', Payload: answer, StatusCode: 200 },
    );
    // An attempt that outlived its TimeoutSeconds no longer counts.
    if (attempt !== this.#attempt) return null;
    await this.#save([this.#options.tables.putJournal(this.row.name, visit, { state, result })]);
    return result;
  }

  async #askAndWait(state: string, plan: TaskPlan, input: unknown): Promise<unknown> {
    const visit = this.#visit;
    const open =
      this.row.open?.visit === visit ? this.row.open : { token: newToken(this.row.name), visit, asked: false };
    this.row.open = open;
    const answered = new Promise<Outcome>((resolve) => {
      this.#wait = { token: open.token, state, visit, resolve };
    });
    const isOpen = (): boolean => this.#wait?.token === open.token;
    if (!open.asked) {
      await this.#save([]);
      const payload: unknown = JSON.parse(JSON.stringify(payloadOf(input)).replaceAll(tokenPlace, open.token));
      try {
        await this.#ask(plan, payload);
      } catch (error) {
        // Whoever got the token may have used it before the function failed: then the wait is over all the same.
        if (isOpen()) throw error;
      }
      if (isOpen()) {
        open.asked = true;
        await this.#save([]);
      }
    }
    if (isOpen()) this.#rest();
    const outcome = await answered;
    if (!outcome.ok) throw new TaskFailure(outcome.errorType, outcome.errorMessage);
    return outcome.answer;
  }

  async #follow(): Promise<void> {
    for await (const event of this.#run.eventLogs) this.#notice(event);
  }

  #notice(event: LogEvent): void {
    const state = 'state' in event ? event.state : undefined;
    if (event.type === 'StateEntered' && state?.type === 'Task') this.#visit += 1;
    if (event.type === 'StateFailed') this.#noticeFailure(event.Error, event.Cause);
    // A Fail state names the error of the whole execution.
    if (event.type === 'ExecutionFailed') this.#failure = failureOf(event.Error, event.Cause);
    if (event.type === 'StateCaught' && state && this.#failure && !this.#journal.has(this.#visit)) {
      const row = { state: state.name, ...this.#failure };
      this.#unsaved.push(this.#options.tables.putJournal(this.row.name, this.#visit, row));
    }
    this.#keep(event.type, state?.name);
  }

  /** A failed attempt takes its token with it; the next attempt gets another. */
  #noticeFailure(error: unknown, cause: unknown): void {
    this.#failure = failureOf(error, cause);
    this.#wait = undefined;
    this.row.open = undefined;
    this.#stir();
  }

  /** Into the history, unless an earlier run of the same execution put it there already. */
  #keep(type: string, state: string | undefined): void {
    this.#seen += 1;
    if (this.#seen <= this.row.events) return;
    const { tables, meters } = this.#options;
    const failed = type === 'StateFailed' || type === 'ExecutionFailed';
    const entry = { type, at: nowIso(), state, ...(failed ? this.#failure : undefined) };
    this.#unsaved.push(tables.putHistory(this.row.name, this.row.events, entry));
    this.row.events = this.#seen;
    // What AWS bills: a state entered, for the first time or again.
    if (type === 'StateEntered' || type === 'StateRetried') meters.add('stateTransitions', 1);
  }

  async #end(followed: Promise<void>): Promise<void> {
    try {
      const [result] = await Promise.allSettled([this.#run.result]);
      await followed;
      if (this.#abandoned) return;
      if (result.status === 'rejected') this.#fail(result.reason);
      else Object.assign(this.row, { status: 'SUCCEEDED', output: result.value });
      Object.assign(this.row, { endedAt: nowIso(), open: undefined });
      await this.#save([this.#options.tables.running.del(this.row.name)]);
    } catch (error) {
      logLine(`execution ${this.row.name} is left for the next start: ${String(error)}`);
    } finally {
      this.#rest();
    }
  }

  #fail(error: unknown): void {
    const { error: name, cause } = this.#failure ?? { error: 'States.Runtime', cause: String(error) };
    const timedOut = error instanceof Error && error.name === 'ExecutionTimeoutError';
    Object.assign(this.row, {
      status: timedOut ? 'TIMED_OUT' : 'FAILED',
      error: timedOut ? 'States.Timeout' : name,
      cause,
    });
    logLine(`execution ${this.row.name} failed: ${this.row.error}`);
  }
}

/** lambda:invoke sends what stands in its Payload. */
const payloadOf = (input: unknown): unknown =>
  input !== null && typeof input === 'object' && 'Payload' in input ? input.Payload : {};
