import { nowIso } from '../../shared/clock.ts';
import type { Activity } from '../activity.ts';
import type { Meters } from '../bill/meters.ts';
import type { FunctionRunner, Outcome } from '../functions/function-runner.ts';
import { executionArn, logLine, stateMachineArn } from '../names.ts';
import type { Change } from '../runtime-store.ts';
import type { Definition, TaskPlan } from './definition.ts';
import { ExecutionHistory, type Failure } from './execution-history.ts';
import type { ExecutionRow, ExecutionTables, JournalRow, OpenToken } from './execution-rows.ts';
import { type Json, toJson } from './json.ts';
import { failureOf, TaskFailure, withinLimit } from './task-failure.ts';
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

/** Stands in the input until the asynchronous part of the Task knows its token. */
const tokenPlace = '(the token of this task)';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** lambda:invoke sends what stands in its Payload. */
const payloadOf = (input: unknown): unknown =>
  input !== null && typeof input === 'object' && 'Payload' in input ? input.Payload : {};

/**
 * One execution in memory: runs from its start over its journal. A Task whose result is in the journal is not run again,
 * an open token is met again, and what follows runs. A new execution has an empty journal, so starting and going on are
 * the same. One that can do nothing but wait for its token leaves the memory, and is made anew when the token is used.
 */
export class Execution {
  readonly row: ExecutionRow;
  /** Resolves when it is out of memory: ended, or left as it is on disk. */
  readonly gone: Promise<void>;
  readonly #options: ExecutionOptions;
  readonly #journal: ReadonlyMap<number, JournalRow>;
  readonly #history: ExecutionHistory;
  readonly #run: Run;
  #live = true;
  /** Which Task, counted from the start of the execution; its attempts share the number. */
  #visit = 0;
  /** Attempts of all Tasks. One that is not the newest has lost its say. */
  #attempt = 0;
  #saving: Promise<unknown> = Promise.resolve();
  #failure: Failure | undefined;
  #caught: Change[] = [];
  #onAnswer: (() => void) | undefined;
  #release: (() => void) | undefined;

  constructor(row: ExecutionRow, journal: ReadonlyMap<number, JournalRow>, options: ExecutionOptions) {
    this.row = row;
    this.#journal = journal;
    this.#options = options;
    this.#history = new ExecutionHistory(row, options.tables, options.meters);
    this.#stir();
    this.#run = this.#start();
    this.gone = this.#toTheEnd(this.#follow());
  }

  /** False: it has left the memory, and what counts is on disk. */
  get live(): boolean {
    return this.#live;
  }

  /** Uses the open token; resolves when that is on disk. False when this token is not the one waited for. */
  async complete(token: string, outcome: Outcome): Promise<boolean> {
    const { open } = this.row;
    if (!this.#live || open?.token !== token || open.outcome) return false;
    open.outcome = outcome;
    this.#stir();
    if (!(await this.#save([]))) throw new Error(`Execution ${this.row.name} is being left.`);
    this.#onAnswer?.();
    return true;
  }

  /** Leaves the execution as it is on disk; it goes on at the next start. */
  async abandon(): Promise<void> {
    this.#leave();
    await this.#saving.catch(() => undefined);
    await this.gone;
  }

  #start(): Run {
    const { definition, region, machineName } = this.#options;
    const { name, input } = this.row;
    const handlers = [...definition.tasks].map(([state, plan]) => [
      state,
      async (taskInput: unknown): Promise<Json> => toJson(await this.#do(state, plan, taskInput)),
    ]);
    return definition.machine.run(toJson(input), {
      noThrowOnAbort: true,
      overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
      context: {
        Execution: { Id: executionArn(region, machineName, name), Name: name },
        StateMachine: { Id: stateMachineArn(region, machineName), Name: machineName },
        Task: { Token: tokenPlace },
      },
    });
  }

  /** Something is to be done: the execution counts as under way. */
  #stir(): void {
    this.#release ??= this.#options.activity.begin();
  }

  #rest(): void {
    this.#release?.();
    this.#release = undefined;
  }

  #leave(): void {
    this.#live = false;
    this.#attempt += 1;
    this.#run.abort();
    this.#onAnswer?.();
  }

  /** One write after the other, each with the row as it is then. False: it has left, and nothing was written. */
  #save(changes: Change[]): Promise<boolean> {
    const { tables } = this.#options;
    const saved = this.#saving.then(async () => {
      if (!this.#live) return false;
      const caught = this.#caught;
      this.#caught = [];
      const row = tables.executions.put(this.row.name, this.row);
      await tables.store.write([...this.#history.take(), ...caught, ...changes, row]);
      return true;
    });
    this.#saving = saved;
    return saved;
  }

  /** One attempt of a Task. */
  async #do(state: string, plan: TaskPlan, input: unknown): Promise<unknown> {
    // The interpreter's log runs behind by some microtasks; after them, the visit is this Task's.
    await nextTurn();
    if (!this.#live) return null;
    this.#attempt += 1;
    const [visit, attempt] = [this.#visit, this.#attempt];
    const recorded = this.#journal.get(visit);
    if (recorded?.state === state) {
      this.#history.goTo(recorded.events);
      if ('result' in recorded) return recorded.result;
      throw new TaskFailure(recorded.error, recorded.cause, { isRetryable: false });
    }
    this.#history.goTo(this.row.events);
    const result =
      plan.kind === 'token' ? await this.#answerToToken(plan, input, visit) : await this.#answerOf(plan, input);
    // An attempt that outlived its TimeoutSeconds, or its process's interest, no longer counts.
    if (attempt !== this.#attempt) return null;
    this.row.open = undefined;
    const { tables } = this.#options;
    await this.#save([tables.putJournal(this.row.name, visit, { state, events: this.#history.position, result })]);
    return result;
  }

  async #ask(plan: TaskPlan, payload: unknown): Promise<unknown> {
    const outcome = await this.#options.runner.invoke(plan.functionName, payload);
    if (outcome.ok) return outcome.answer;
    const { errorType, errorMessage } = outcome;
    throw new TaskFailure(errorType, JSON.stringify({ errorType, errorMessage }));
  }

  async #answerOf(plan: TaskPlan, input: unknown): Promise<unknown> {
    const answer = await this.#ask(plan, plan.kind === 'plain' ? input : payloadOf(input));
    return withinLimit(
      plan.kind === 'plain' ? answer : { ExecutedVersion: '$LATEST', Payload: answer, StatusCode: 200 },
    );
  }

  async #answerToToken(plan: TaskPlan, input: unknown, visit: number): Promise<unknown> {
    if (this.row.open?.visit !== visit) {
      this.row.open = { token: newToken(this.row.name), visit, stage: 'asking' };
    }
    const { open } = this.row;
    if (open.stage === 'asking' && !open.outcome) await this.#handOut(plan, input, open);
    if (!open.outcome && this.row.open === open) await this.#untilAnswered(open);
    if (!open.outcome) return null;
    if (open.outcome.ok) return open.outcome.answer;
    throw new TaskFailure(open.outcome.errorType, open.outcome.errorMessage);
  }

  /** Asks the function of the Task, which leaves the token with whoever is to use it. */
  async #handOut(plan: TaskPlan, input: unknown, open: OpenToken): Promise<void> {
    // Saved first: a token that is out must be known after a crash.
    await this.#save([]);
    const payload: unknown = JSON.parse(JSON.stringify(payloadOf(input)).replaceAll(tokenPlace, open.token));
    try {
      await this.#ask(plan, payload);
    } catch (error) {
      // Whoever got the token may have used it before the function failed: then the wait is over all the same.
      if (!open.outcome) throw error;
    }
    if (this.row.open !== open || open.outcome) return;
    open.stage = plan.timed ? 'waiting' : 'parked';
    await this.#save([]);
  }

  async #untilAnswered(open: OpenToken): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onAnswer = resolve;
    if (open.stage === 'parked') this.#leave();
    else this.#rest();
    await promise;
  }

  #notice(event: LogEvent): void {
    const state = 'state' in event ? event.state : undefined;
    if (event.type === 'StateEntered' && state?.type === 'Task') this.#visit += 1;
    if (event.type === 'StateFailed') this.#noticeFailure(failureOf(event.Error, event.Cause));
    // A Fail state names the error of the whole execution.
    if (event.type === 'ExecutionFailed') this.#failure = failureOf(event.Error, event.Cause);
    if (event.type === 'StateCaught' && state) this.#noticeCatch(state.name);
    const failed = event.type === 'StateFailed' || event.type === 'ExecutionFailed';
    this.#history.note(event.type, state?.name, failed ? this.#failure : undefined);
  }

  /** A failed attempt takes its token with it; the next attempt gets another. In a replay, a later Task's token stays. */
  #noticeFailure(failure: Failure): void {
    this.#failure = failure;
    this.#attempt += 1;
    this.#onAnswer = undefined;
    if (this.row.open?.visit === this.#visit) this.row.open = undefined;
    this.#stir();
  }

  /** Into the journal, with the next save: how this visit ended. The replay fails again, and that is the event before. */
  #noticeCatch(state: string): void {
    if (!this.#failure || this.#journal.has(this.#visit)) return;
    const row = { state, events: this.#history.position - 1, ...this.#failure };
    this.#caught.push(this.#options.tables.putJournal(this.row.name, this.#visit, row));
  }

  async #follow(): Promise<void> {
    for await (const event of this.#run.eventLogs) this.#notice(event);
  }

  async #toTheEnd(followed: Promise<void>): Promise<void> {
    try {
      const [result] = await Promise.allSettled([this.#run.result]);
      await followed;
      if (!this.#live) return;
      this.#attempt += 1;
      if (result.status === 'rejected') this.#fail(result.reason);
      else Object.assign(this.row, { status: 'SUCCEEDED', output: result.value });
      Object.assign(this.row, { endedAt: nowIso(), open: undefined });
      await this.#save(this.#options.tables.atEnd(this.row, this.#visit));
    } catch (error) {
      logLine(`execution ${this.row.name} is left for the next start: ${String(error)}`);
    } finally {
      this.#live = false;
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
