import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsFault } from '../aws/aws-fault.ts';
import type { Outcome } from '../functions/function-runner.ts';
import { executionArn, nameInArn, stateMachineArn } from '../names.ts';
import type { ExecutionOptions } from './execution.ts';
import type { ExecutionRow, HistoryRow } from './execution-rows.ts';
import { Executions } from './executions.ts';
import { payloadLimitBytes } from './task-failure.ts';
import { executionOfToken } from './task-token.ts';

export interface Lifecycle {
  /** Step Functions' API by the name of the operation. Throws AwsFault. */
  call(operation: string, input: unknown): Promise<Record<string, unknown>>;
  /** Goes on with what an earlier process left unfinished. Call once, at start; calls that come before find all the same. */
  resume(): Promise<void>;
  /** Newest first. `prefix` is the beginning of their names: `<orderId>-` for those of an order. */
  list(filter?: { status?: string; prefix?: string; limit?: number }): Promise<ExecutionRow[]>;
  find(name: string): Promise<(ExecutionRow & { history: HistoryRow[] }) | undefined>;
  /** Executions in memory: those that do something. What only waits for a token lies on disk. */
  inMemory(): number;
  stop(): Promise<void>;
}

const StartExecution = z.object({
  stateMachineArn: z.string(),
  name: z
    .string()
    .regex(/^[\w-]{1,80}$/)
    .optional(),
  input: z.string().default('{}'),
});
const SendTaskSuccess = z.object({ taskToken: z.string(), output: z.string() });
const SendTaskFailure = z.object({
  taskToken: z.string(),
  error: z.string().max(256).default('States.TaskFailed'),
  cause: z.string().max(32_768).default(''),
});
const DescribeExecution = z.object({ executionArn: z.string() });

const valid = <S extends z.ZodType>(schema: S, input: unknown): z.output<S> => {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new AwsFault('ValidationException', z.prettifyError(parsed.error));
  return parsed.data;
};

const jsonOf = (text: string, fault: string): unknown => {
  if (Buffer.byteLength(text) > payloadLimitBytes) throw new AwsFault(fault, 'The text is longer than 262144 bytes.');
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsFault(fault, 'The text is not valid JSON.');
  }
};

const seconds = (instant: string): number => Date.parse(instant) / 1000;

/**
 * Step Functions: aws-local-stepfunctions interprets the definition; journal, tokens and history are ours. Executions
 * are durable: StartExecution and SendTaskSuccess answer after their effect is on disk.
 */
class EmbeddedLifecycle implements Lifecycle {
  readonly #options: ExecutionOptions;
  readonly #executions: Executions;
  readonly #arn: string;
  readonly #operations: Record<string, (input: unknown) => Promise<Record<string, unknown>>>;

  constructor(options: ExecutionOptions & { keptExecutions?: number }) {
    this.#options = options;
    this.#executions = new Executions(options);
    this.#arn = stateMachineArn(options.region, options.machineName);
    this.#operations = {
      StartExecution: (input) => this.#start(input),
      DescribeExecution: (input) => this.#describe(input),
      SendTaskSuccess: (input) => {
        const { taskToken, output } = valid(SendTaskSuccess, input);
        return this.#complete(taskToken, { ok: true, answer: jsonOf(output, 'InvalidOutput') });
      },
      SendTaskFailure: (input) => {
        const { taskToken, error, cause } = valid(SendTaskFailure, input);
        return this.#complete(taskToken, { ok: false, errorType: error, errorMessage: cause });
      },
    };
  }

  async call(operation: string, input: unknown): Promise<Record<string, unknown>> {
    const answer = this.#operations[operation];
    if (!answer) throw new AwsFault('UnknownOperationException', `Step Functions has no ${operation} here.`);
    return this.#underWay(() => answer(input));
  }

  resume(): Promise<void> {
    return this.#underWay(() => this.#executions.resume());
  }

  async list({ status, prefix, limit = 100 }: { status?: string; prefix?: string; limit?: number } = {}) {
    const rows = (await this.#options.tables.executions.list({ prefix })).map(({ row }) => row);
    const chosen = status === undefined ? rows : rows.filter((row) => row.status === status);
    return chosen.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt)).slice(0, limit);
  }

  async find(name: string): Promise<(ExecutionRow & { history: HistoryRow[] }) | undefined> {
    const { tables } = this.#options;
    const row = await tables.executions.get(name);
    return row && { ...row, history: await tables.historyOf(name) };
  }

  inMemory(): number {
    return this.#executions.count();
  }

  stop(): Promise<void> {
    return this.#executions.stop();
  }

  async #underWay<T>(work: () => Promise<T>): Promise<T> {
    const end = this.#options.activity.begin();
    try {
      return await work();
    } finally {
      end();
    }
  }

  #arnOf(name: string): string {
    return executionArn(this.#options.region, this.#options.machineName, name);
  }

  async #start(input: unknown): Promise<Record<string, unknown>> {
    const wanted = valid(StartExecution, input);
    if (wanted.stateMachineArn !== this.#arn && !wanted.stateMachineArn.startsWith(`${this.#arn}:`)) {
      throw new AwsFault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${wanted.stateMachineArn}'`);
    }
    const name = wanted.name ?? randomUUID();
    const value = jsonOf(wanted.input, 'InvalidExecutionInput');
    const { row, exists } = await this.#executions.start(name, value);
    // The same name and input again is a success while the execution runs.
    const same = row.status === 'RUNNING' && JSON.stringify(row.input) === JSON.stringify(value);
    if (exists && !same)
      throw new AwsFault('ExecutionAlreadyExists', `Execution Already Exists: '${this.#arnOf(name)}'`);
    return { executionArn: this.#arnOf(name), startDate: seconds(row.startedAt) };
  }

  async #complete(token: string, outcome: Outcome): Promise<Record<string, unknown>> {
    const name = executionOfToken(token);
    if (name === undefined) throw new AwsFault('InvalidToken', 'Invalid token');
    const use = await this.#executions.complete(name, token, outcome);
    if (use === 'taken') return {};
    if (use === 'unknown') throw new AwsFault('TaskDoesNotExist', 'Task does not exist');
    throw new AwsFault('TaskTimedOut', 'Task Timed Out: the token was used, replaced or its execution has ended');
  }

  async #describe(input: unknown): Promise<Record<string, unknown>> {
    const wanted = valid(DescribeExecution, input);
    const row = await this.#executions.find(nameInArn(wanted.executionArn));
    if (!row) throw new AwsFault('ExecutionDoesNotExist', `Execution Does Not Exist: '${wanted.executionArn}'`);
    return {
      executionArn: this.#arnOf(row.name),
      startDate: seconds(row.startedAt),
      stateMachineArn: this.#arn,
      name: row.name,
      status: row.status,
      input: JSON.stringify(row.input),
      ...(row.endedAt === undefined ? {} : { stopDate: seconds(row.endedAt) }),
      ...(row.status === 'SUCCEEDED' ? { output: JSON.stringify(row.output) } : { error: row.error, cause: row.cause }),
    };
  }
}

/** The lifecycle of this process; `resume` then goes on with what an earlier one left. */
export const newLifecycle = (options: ExecutionOptions & { keptExecutions?: number }): Lifecycle =>
  new EmbeddedLifecycle(options);
