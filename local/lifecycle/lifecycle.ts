import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { nowIso } from '../../shared/clock.ts';
import { AwsFault } from '../aws/aws-fault.ts';
import type { Outcome } from '../functions/function-runner.ts';
import { executionArn, nameInArn, stateMachineArn } from '../names.ts';
import { Execution, type ExecutionOptions } from './execution.ts';
import type { ExecutionRow, HistoryRow } from './execution-rows.ts';
import { executionOfToken } from './task-token.ts';

export interface Lifecycle {
  /** Step Functions' API by the name of the operation. Throws AwsFault. */
  call(operation: string, input: unknown): Promise<Record<string, unknown>>;
  /** Goes on with what an earlier process left unfinished. Call once, at start. */
  resume(): Promise<void>;
  /** Newest first. `prefix` is the beginning of their names: `<orderId>-` for those of an order. */
  list(filter?: { status?: string; prefix?: string; limit?: number }): Promise<ExecutionRow[]>;
  find(name: string): Promise<(ExecutionRow & { history: HistoryRow[] }) | undefined>;
  /** Executions that this process runs or waits with. */
  open(): number;
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

const limitBytes = 256 * 1024;

const valid = <S extends z.ZodType>(schema: S, input: unknown): z.output<S> => {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new AwsFault('ValidationException', z.prettifyError(parsed.error));
  return parsed.data;
};

const jsonOf = (text: string, fault: string): unknown => {
  if (Buffer.byteLength(text) > limitBytes) throw new AwsFault(fault, 'The text is longer than 262144 bytes.');
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
  readonly #running = new Map<string, Execution>();
  readonly #starting = new Set<string>();
  readonly #arn: string;
  readonly #operations: Record<string, (input: unknown) => Promise<Record<string, unknown>>>;

  constructor(options: ExecutionOptions) {
    this.#options = options;
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
    return answer(input);
  }

  async resume(): Promise<void> {
    const { tables } = this.#options;
    for (const { key } of await tables.running.list()) {
      const row = await tables.executions.get(key);
      if (row) await this.#run(row);
    }
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

  open(): number {
    return this.#running.size;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running.values()].map((execution) => execution.abandon()));
  }

  async #run(row: ExecutionRow): Promise<void> {
    const execution = new Execution(row, await this.#options.tables.journalOf(row.name), this.#options);
    this.#running.set(row.name, execution);
    void execution.ended.finally(() => this.#running.delete(row.name));
  }

  #arnOf(name: string): string {
    return executionArn(this.#options.region, this.#options.machineName, name);
  }

  #answerStart(row: ExecutionRow): Record<string, unknown> {
    return { executionArn: this.#arnOf(row.name), startDate: seconds(row.startedAt) };
  }

  async #start(input: unknown): Promise<Record<string, unknown>> {
    const wanted = valid(StartExecution, input);
    if (wanted.stateMachineArn !== this.#arn && !wanted.stateMachineArn.startsWith(`${this.#arn}:`)) {
      throw new AwsFault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${wanted.stateMachineArn}'`);
    }
    const name = wanted.name ?? randomUUID();
    const value = jsonOf(wanted.input, 'InvalidExecutionInput');
    const { tables } = this.#options;
    const end = this.#options.activity.begin();
    try {
      const known = this.#running.get(name)?.row ?? (await tables.executions.get(name));
      if (known?.status === 'RUNNING' && JSON.stringify(known.input) === JSON.stringify(value)) {
        return this.#answerStart(known);
      }
      if (known || this.#starting.has(name)) {
        throw new AwsFault('ExecutionAlreadyExists', `Execution Already Exists: '${this.#arnOf(name)}'`);
      }
      this.#starting.add(name);
      const row: ExecutionRow = { name, input: value, status: 'RUNNING', startedAt: nowIso(), events: 0 };
      await tables.store.write([tables.executions.put(name, row), tables.running.put(name, true)]);
      await this.#run(row);
      return this.#answerStart(row);
    } finally {
      this.#starting.delete(name);
      end();
    }
  }

  async #complete(token: string, outcome: Outcome): Promise<Record<string, unknown>> {
    const name = executionOfToken(token);
    if (name === undefined) throw new AwsFault('InvalidToken', 'Invalid token');
    const end = this.#options.activity.begin();
    try {
      if (await this.#running.get(name)?.complete(token, outcome)) return {};
      if (this.#running.has(name) || (await this.#options.tables.executions.get(name))) {
        throw new AwsFault('TaskTimedOut', 'Task Timed Out: the token was used, replaced or its execution has ended');
      }
      throw new AwsFault('TaskDoesNotExist', 'Task does not exist');
    } finally {
      end();
    }
  }

  async #describe(input: unknown): Promise<Record<string, unknown>> {
    const wanted = valid(DescribeExecution, input);
    const row = await this.#options.tables.executions.get(nameInArn(wanted.executionArn));
    if (!row) throw new AwsFault('ExecutionDoesNotExist', `Execution Does Not Exist: '${wanted.executionArn}'`);
    return {
      ...this.#answerStart(row),
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
export const newLifecycle = (options: ExecutionOptions): Lifecycle => new EmbeddedLifecycle(options);
