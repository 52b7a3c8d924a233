import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import * as z from 'zod';
import { longestSeconds, type Machine, type TaskState, withinSubset } from '../../infra/lifecycle-subset.ts';
import { functionArn } from '../names.ts';

/** How a Task of the definition reaches its function. */
export interface TaskPlan {
  functionName: string;
  /** Plain: the function's answer is the result. Wrapped: lambda:invoke. Token: the result comes with SendTaskSuccess. */
  kind: 'plain' | 'wrapped' | 'token';
  /** A TimeoutSeconds runs, of the Task or of the whole machine. */
  timed: boolean;
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

const nameOf = (resource: string, state: string): string => {
  const name = /:function:([\w-]+)(?::[\w$-]+)?$/.exec(resource)?.[1];
  if (name === undefined) throw new Error(`State ${state}: ${resource} is not the ARN of a function.`);
  return name;
};

const Payload = z.looseObject({ FunctionName: z.string(), Payload: z.unknown().optional() });

const planOf = (name: string, task: TaskState, timed: boolean): TaskPlan => {
  const resource = task.Resource;
  const token = resource === 'arn:aws:states:::lambda:invoke.waitForTaskToken';
  if (!token && resource !== 'arn:aws:states:::lambda:invoke') {
    return { functionName: nameOf(resource, name), kind: 'plain', timed };
  }
  const parameters = Payload.safeParse(task.Parameters);
  if (!parameters.success) throw new Error(`State ${name}: Parameters must name a FunctionName as plain text.`);
  if (token && !JSON.stringify(task.Parameters).includes('$$.Task.Token')) {
    throw new Error(`State ${name} waits for a task token that it hands to nobody: pass $$.Task.Token in Parameters.`);
  }
  return { functionName: nameOf(parameters.data.FunctionName, name), kind: token ? 'token' : 'wrapped', timed };
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
  const machine = withinSubset(text);
  const tasks = new Map<string, TaskPlan>();
  for (const [name, state] of Object.entries(machine.States)) {
    if (state.Type !== 'Task') continue;
    tasks.set(name, planOf(name, state, (state.TimeoutSeconds ?? machine.TimeoutSeconds) !== undefined));
  }
  checkByLibrary(JSON.parse(text));
  return {
    machine: new StateMachine(adapted(machine, retryScale), { validationOptions: { noValidate: true } }),
    tasks,
  };
};
