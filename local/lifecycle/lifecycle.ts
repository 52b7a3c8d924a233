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
export const newLifecycle = (options: ExecutionOptions): Lifecycle => {
  const { tables, region, machineName } = options;
  const running = new Map<string, Execution>();
  const starting = new Set<string>();
  const arn = stateMachineArn(region, machineName);

  const run = async (row: ExecutionRow): Promise<void> => {
    const execution = new Execution(row, await tables.journalOf(row.name), options);
    running.set(row.name, execution);
    void execution.ended.finally(() => running.delete(row.name));
  };

  const answerStart = (row: ExecutionRow): Record<string, unknown> => ({
    executionArn: executionArn(region, machineName, row.name),
    startDate: seconds(row.startedAt),
  });

  const start = async (input: unknown): Promise<Record<string, unknown>> => {
    const wanted = valid(StartExecution, input);
    if (wanted.stateMachineArn !== arn && !wanted.stateMachineArn.startsWith(`${arn}:`)) {
      throw new AwsFault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${wanted.stateMachineArn}'`);
    }
    const name = wanted.name ?? crypto.randomUUID();
    const value = jsonOf(wanted.input, 'InvalidExecutionInput');
    const end = options.activity.begin();
    try {
      const known = running.get(name)?.row ?? (await tables.executions.get(name));
      if (known?.status === 'RUNNING' && JSON.stringify(known.input) === JSON.stringify(value))
        return answerStart(known);
      if (known || starting.has(name)) {
        throw new AwsFault(
          'ExecutionAlreadyExists',
          `Execution Already Exists: '${executionArn(region, machineName, name)}'`,
        );
      }
      starting.add(name);
      const row: ExecutionRow = { name, input: value, status: 'RUNNING', startedAt: nowIso(), events: 0 };
      await tables.store.write([tables.executions.put(name, row), tables.running.put(name, true)]);
      await run(row);
      return answerStart(row);
    } finally {
      starting.delete(name);
      end();
    }
  };

  const complete = async (token: string, outcome: Outcome): Promise<Record<string, unknown>> => {
    const name = executionOfToken(token);
    if (name === undefined) throw new AwsFault('InvalidToken', 'Invalid token');
    const end = options.activity.begin();
    try {
      if (await running.get(name)?.complete(token, outcome)) return {};
      if (running.has(name) || (await tables.executions.get(name))) {
        throw new AwsFault('TaskTimedOut', 'Task Timed Out: the token was used, replaced or its execution has ended');
      }
      throw new AwsFault('TaskDoesNotExist', 'Task does not exist');
    } finally {
      end();
    }
  };

  const describe = async (input: unknown): Promise<Record<string, unknown>> => {
    const wanted = valid(DescribeExecution, input);
    const row = await tables.executions.get(nameInArn(wanted.executionArn));
    if (!row) throw new AwsFault('ExecutionDoesNotExist', `Execution Does Not Exist: '${wanted.executionArn}'`);
    return {
      ...answerStart(row),
      stateMachineArn: arn,
      name: row.name,
      status: row.status,
      input: JSON.stringify(row.input),
      ...(row.endedAt === undefined ? {} : { stopDate: seconds(row.endedAt) }),
      ...(row.status === 'SUCCEEDED' ? { output: JSON.stringify(row.output) } : { error: row.error, cause: row.cause }),
    };
  };

  const operations: Record<string, (input: unknown) => Promise<Record<string, unknown>>> = {
    StartExecution: start,
    DescribeExecution: describe,
    SendTaskSuccess: (input) => {
      const { taskToken, output } = valid(SendTaskSuccess, input);
      return complete(taskToken, { ok: true, answer: jsonOf(output, 'InvalidOutput') });
    },
    SendTaskFailure: (input) => {
      const { taskToken, error, cause } = valid(SendTaskFailure, input);
      return complete(taskToken, { ok: false, errorType: error, errorMessage: cause });
    },
  };

  return {
    call: async (operation, input) => {
      const answer = operations[operation];
      if (!answer) throw new AwsFault('UnknownOperationException', `Step Functions has no ${operation} here.`);
      return answer(input);
    },
    resume: async () => {
      for (const { key } of await tables.running.list()) {
        const row = await tables.executions.get(key);
        if (row) await run(row);
      }
    },
    list: async ({ status, prefix, limit = 100 } = {}) => {
      const rows = (await tables.executions.list({ prefix })).map(({ row }) => row);
      const chosen = status === undefined ? rows : rows.filter((row) => row.status === status);
      return chosen.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt)).slice(0, limit);
    },
    find: async (name) => {
      const row = await tables.executions.get(name);
      return row && { ...row, history: await tables.historyOf(name) };
    },
    open: () => running.size,
    stop: async () => {
      await Promise.all([...running.values()].map((execution) => execution.abandon()));
    },
  };
};
