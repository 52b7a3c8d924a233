import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import * as z from 'zod';
import { functionArn } from '../names.ts';

/** How a Task of the definition reaches its function. */
export interface TaskPlan {
  functionName: string;
  /** Plain: the function's answer is the result. Wrapped: lambda:invoke. Token: the result comes with SendTaskSuccess. */
  kind: 'plain' | 'wrapped' | 'token';
}

export interface Definition {
  machine: StateMachine;
  tasks: ReadonlyMap<string, TaskPlan>;
}

interface Options {
  /** The text of the ASL file, with ${function-name} where a function is meant. */
  asl: string;
  functionNames: readonly string[];
  region: string;
  /** Retry pauses take this fraction of their time here. */
  retryScale: number;
}

/** Longest timer that Node keeps: 24.8 days; a longer one fires at once. */
const longestSeconds = 2_000_000;

const Retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).nonempty(),
  IntervalSeconds: z.int().positive().optional(),
  MaxAttempts: z.int().min(0).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().positive().optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
const Catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).nonempty(),
  ResultPath: z.string().nullable().optional(),
  Next: z.string(),
});
const Timeout = z
  .int()
  .positive()
  .max(longestSeconds, 'is longer than a timer can wait here; decide long waits by a schedule');

const paths = {
  Comment: z.string().optional(),
  InputPath: z.string().nullable().optional(),
  OutputPath: z.string().nullable().optional(),
};
const results = { ...paths, Parameters: z.unknown().optional(), ResultPath: z.string().nullable().optional() };
const way = { Next: z.string().optional(), End: z.boolean().optional() };

const State = z.discriminatedUnion('Type', [
  z.strictObject({
    Type: z.literal('Task'),
    Resource: z.string(),
    ...results,
    ...way,
    ResultSelector: z.unknown().optional(),
    TimeoutSeconds: Timeout.optional(),
    Retry: z.array(Retrier).optional(),
    Catch: z.array(Catcher).optional(),
  }),
  z.strictObject({
    Type: z.literal('Choice'),
    ...paths,
    Choices: z.array(z.record(z.string(), z.unknown())).nonempty(),
    Default: z.string().optional(),
  }),
  z.strictObject({ Type: z.literal('Pass'), ...results, ...way, Result: z.unknown().optional() }),
  z.strictObject({ Type: z.literal('Succeed'), ...paths }),
  z.strictObject({
    Type: z.literal('Fail'),
    Comment: z.string().optional(),
    Error: z.string().optional(),
    Cause: z.string().optional(),
  }),
]);
const Machine = z.strictObject({
  Comment: z.string().optional(),
  Version: z.literal('1.0').optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  TimeoutSeconds: Timeout.optional(),
  StartAt: z.string(),
  States: z.record(z.string(), State),
});
type Machine = z.infer<typeof Machine>;
type Task = Extract<Machine['States'][string], { Type: 'Task' }>;

const parse = (asl: string): Machine => {
  const parsed = Machine.safeParse(JSON.parse(asl));
  if (parsed.success) return parsed.data;
  throw new Error(
    `The lifecycle uses what the embedded interpreter does not do (Task, Choice, Pass, Succeed, Fail, Retry, Catch, TimeoutSeconds in JSONPath only):\n${z.prettifyError(parsed.error)}`,
  );
};

const nameOf = (resource: string, state: string): string => {
  const name = /:function:([\w-]+)(?::[\w$-]+)?$/.exec(resource)?.[1];
  if (name === undefined) throw new Error(`State ${state}: ${resource} is not the ARN of a function.`);
  return name;
};

const Payload = z.looseObject({ FunctionName: z.string(), Payload: z.unknown().optional() });

const planOf = (name: string, task: Task): TaskPlan => {
  const resource = task.Resource;
  const token = resource === 'arn:aws:states:::lambda:invoke.waitForTaskToken';
  if (!token && resource !== 'arn:aws:states:::lambda:invoke') {
    return { functionName: nameOf(resource, name), kind: 'plain' };
  }
  const parameters = Payload.safeParse(task.Parameters);
  if (!parameters.success) throw new Error(`State ${name}: Parameters must name a FunctionName as plain text.`);
  if (token && !JSON.stringify(task.Parameters).includes('$$.Task.Token')) {
    throw new Error(`State ${name} waits for a task token that it hands to nobody: pass $$.Task.Token in Parameters.`);
  }
  return { functionName: nameOf(parameters.data.FunctionName, name), kind: token ? 'token' : 'wrapped' };
};

/** The library gives up a Task after 60 s where AWS waits for ever, and its Retry waits as long as AWS does. */
const adapted = (machine: Machine, retryScale: number): StateMachineDefinition => {
  const copy = structuredClone(machine);
  for (const state of Object.values(copy.States)) {
    if (state.Type !== 'Task') continue;
    state.TimeoutSeconds ??= longestSeconds;
    for (const retrier of state.Retry ?? []) {
      retrier.IntervalSeconds = (retrier.IntervalSeconds ?? 1) * retryScale;
      if (retrier.MaxDelaySeconds !== undefined) retrier.MaxDelaySeconds *= retryScale;
    }
  }
  // Checked above and by the library's own validator; its type has no place for what parsing kept unknown.
  return JSON.parse(JSON.stringify(copy));
};

/** The library's own validator, on the definition as it is deployed. Throws what it finds. */
const checkByLibrary = (definition: StateMachineDefinition): StateMachine =>
  new StateMachine(definition, { validationOptions: { checkArn: false } });

/**
 * The lifecycle as the embedded interpreter runs it. aws-local-stepfunctions does the work and ignores what it does not
 * know, so whatever is outside the subset is refused here, at load, with the place and the reason.
 */
export const readDefinition = ({ asl, functionNames, region, retryScale }: Options): Definition => {
  const text = asl.replaceAll(/\$\{([^}]+)\}/g, (_all, name: string) => {
    if (functionNames.includes(name)) return functionArn(region, name);
    throw new Error(`The lifecycle names the function ${name}, which is not declared in infra/domains.`);
  });
  const machine = parse(text);
  const tasks = new Map<string, TaskPlan>();
  for (const [name, state] of Object.entries(machine.States)) {
    if (state.Type === 'Task') tasks.set(name, planOf(name, state));
  }
  checkByLibrary(JSON.parse(text));
  return {
    machine: new StateMachine(adapted(machine, retryScale), { validationOptions: { noValidate: true } }),
    tasks,
  };
};
