import { readDefinition } from '../../../local/lifecycle/definition.ts';
import { executionTables } from '../../../local/lifecycle/execution-rows.ts';
import { type Lifecycle, newLifecycle } from '../../../local/lifecycle/lifecycle.ts';
import type { RuntimeStore } from '../../../local/runtime-store.ts';
import { type Runtime, startRuntime } from '../../make/runtime.ts';

const region = 'eu-west-1';
const retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 }];
const waitFor = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: {
    FunctionName: '${ask}',
    Payload: { 'id.$': '$.id', 'token.$': '$$.Task.Token', 'name.$': '$$.Execution.Name' },
  },
};

/** A small lifecycle with everything in it: a Task with Retry and Catch, a choice, a token, a timeout, an error. */
const asl = JSON.stringify({
  StartAt: 'First',
  States: {
    First: {
      Type: 'Task',
      Resource: '${first}',
      Retry: retry,
      Catch: [
        { ErrorEquals: ['AskSomebody'], ResultPath: '$.why', Next: 'Ask' },
        { ErrorEquals: ['States.ALL'], ResultPath: '$.why', Next: 'Sorry' },
      ],
      Next: 'Which',
    },
    Which: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.go', StringEquals: 'wait', Next: 'Ask' },
        { Variable: '$.go', StringEquals: 'wait a second', Next: 'AskInTime' },
      ],
      Default: 'Done',
    },
    Ask: { ...waitFor, Retry: retry, Next: 'Second' },
    AskInTime: { ...waitFor, TimeoutSeconds: 1, Next: 'Second' },
    Second: { Type: 'Task', Resource: '${second}', TimeoutSeconds: 1, Next: 'Done' },
    Done: { Type: 'Succeed' },
    Sorry: { Type: 'Fail', Error: 'GaveUp', Cause: 'after all tries' },
  },
});

const definition = readDefinition({ asl, functionNames: ['first', 'ask', 'second'], region, retryScale: 0.01 });

export class Busy extends Error {
  override name = 'Busy';
}

/** The first Task does not know; its Catch waits for a token. */
export class AskSomebody extends Error {
  override name = 'AskSomebody';
}

const never = (): Promise<never> => new Promise(() => undefined);

/** A lifecycle on a disk, with what its functions saw and how they are to behave. */
export class OrderMachine {
  readonly calls: string[] = [];
  readonly tokens: string[] = [];
  /** Thrown by the next calls of the first Task. */
  firstFails: Error[] = [];
  holdSecond = false;
  large: string | undefined;
  /** True once the process is dead: then its functions have no effect any more. */
  dead: () => boolean = () => false;
  /** What the asking function does with its token, besides leaving it in `tokens`. */
  onToken: (token: string) => unknown = () => undefined;
  runtime!: Runtime;

  async begin(): Promise<Lifecycle> {
    this.runtime = await startRuntime({
      first: ({ id, go }) => this.#act('first', () => this.#first(id, go)),
      ask: ({ token, name }) =>
        this.#act(`ask ${name}`, () => {
          this.tokens.push(token);
          return this.onToken(token);
        }),
      second: ({ answer }) => this.#act(`second ${answer}`, () => (this.holdSecond ? never() : { answer })),
    });
    return this.open();
  }

  /** The lifecycle of one process. */
  open({ store = this.runtime.store, kept }: { store?: RuntimeStore; kept?: number } = {}): Lifecycle {
    return newLifecycle({
      definition,
      machineName: 'orders',
      region,
      tables: executionTables(store),
      runner: this.runtime.runner,
      activity: this.runtime.activity,
      meters: this.runtime.meters,
      keptExecutions: kept,
    });
  }

  /** The process of this lifecycle dies, another one opens the same disk. It has not taken up what was left yet. */
  async crash(lifecycle: Lifecycle): Promise<Lifecycle> {
    await lifecycle.stop();
    this.runtime = await this.runtime.crash();
    return this.open();
  }

  idle(): Promise<void> {
    return this.runtime.activity.idle();
  }

  #act(call: string, work: () => unknown): unknown {
    if (this.dead()) return never();
    this.calls.push(call);
    return work();
  }

  #first(id: string, go: string): unknown {
    const failure = this.firstFails.shift();
    if (failure) throw failure;
    return { id, go, large: this.large };
  }
}

export const start = (lifecycle: Lifecycle, name: string, input: unknown) =>
  lifecycle.call('StartExecution', {
    stateMachineArn: `arn:aws:states:${region}:000000000000:stateMachine:orders`,
    name,
    input: JSON.stringify(input),
  });

export const succeed = (lifecycle: Lifecycle, taskToken: string | undefined, output: unknown) =>
  lifecycle.call('SendTaskSuccess', { taskToken, output: JSON.stringify(output) });

export const fail = (lifecycle: Lifecycle, taskToken: string | undefined, error: string) =>
  lifecycle.call('SendTaskFailure', { taskToken, error, cause: 'because' });

/** The history as `type state`, without what comes with every state. */
export const story = async (lifecycle: Lifecycle, name: string): Promise<string[]> =>
  ((await lifecycle.find(name))?.history ?? [])
    .filter(({ type }) => type !== 'StateExited')
    .map(({ type, state = '' }) => `${type} ${state}`.trim());
