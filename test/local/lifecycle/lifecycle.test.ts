import { afterEach, describe, expect, it } from 'vitest';
import { readDefinition } from '../../../local/lifecycle/definition.ts';
import { executionTables } from '../../../local/lifecycle/execution-rows.ts';
import { type Lifecycle, newLifecycle } from '../../../local/lifecycle/lifecycle.ts';
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
const asl = JSON.stringify({
  StartAt: 'First',
  States: {
    First: {
      Type: 'Task',
      Resource: '${first}',
      Retry: retry,
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.why', Next: 'Sorry' }],
      Next: 'Which',
    },
    Which: { Type: 'Choice', Choices: [{ Variable: '$.go', StringEquals: 'wait', Next: 'Ask' }], Default: 'Done' },
    Ask: { ...waitFor, Retry: retry, Next: 'Second' },
    Second: { Type: 'Task', Resource: '${second}', TimeoutSeconds: 1, Next: 'Done' },
    Done: { Type: 'Succeed' },
    Sorry: { Type: 'Fail', Error: 'GaveUp', Cause: 'after all tries' },
  },
});

let runtime: Runtime;
let calls: string[];
let tokens: string[];
let firstFails: Error[];
let holdSecond: boolean;
let large: string | undefined;

class Busy extends Error {
  override name = 'Busy';
}

const begin = async (): Promise<Lifecycle> => {
  calls = [];
  tokens = [];
  firstFails = [];
  holdSecond = false;
  large = undefined;
  runtime = await startRuntime({
    first: ({ id, go }) => {
      calls.push('first');
      const failure = firstFails.shift();
      if (failure) throw failure;
      return { id, go, large };
    },
    ask: ({ token, name }) => {
      calls.push(`ask ${name}`);
      tokens.push(token);
    },
    second: ({ answer }) => {
      calls.push(`second ${answer}`);
      return holdSecond ? new Promise(() => undefined) : { answer };
    },
  });
  return open();
};

const open = (): Lifecycle =>
  newLifecycle({
    definition: readDefinition({ asl, functionNames: ['first', 'ask', 'second'], region, retryScale: 0.01 }),
    machineName: 'orders',
    region,
    tables: executionTables(runtime.store),
    runner: runtime.runner,
    activity: runtime.activity,
    meters: runtime.meters,
  });

const start = (lifecycle: Lifecycle, name: string, input: unknown) =>
  lifecycle.call('StartExecution', {
    stateMachineArn: `arn:aws:states:${region}:000000000000:stateMachine:orders`,
    name,
    input: JSON.stringify(input),
  });
const succeed = (lifecycle: Lifecycle, taskToken: string, output: unknown) =>
  lifecycle.call('SendTaskSuccess', { taskToken, output: JSON.stringify(output) });

afterEach(() => runtime.stop());

describe('an execution', () => {
  it('runs its states in order and keeps its history', async () => {
    const lifecycle = await begin();
    await start(lifecycle, 'o-1', { id: 'o', go: 'on' });
    await runtime.activity.idle();
    const execution = await lifecycle.find('o-1');
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { id: 'o', go: 'on' } });
    const entered = execution?.history.filter(({ type }) => type === 'StateEntered').map(({ state }) => state);
    expect(entered).toEqual(['First', 'Which', 'Done']);
    expect(runtime.meters.read().stateTransitions).toBe(3);
  });

  it('is started once under its name', async () => {
    const lifecycle = await begin();
    await start(lifecycle, 'o-1', { id: 'o', go: 'on' });
    await runtime.activity.idle();
    await expect(start(lifecycle, 'o-1', { id: 'o', go: 'on' })).rejects.toMatchObject({
      code: 'ExecutionAlreadyExists',
    });
    expect(calls).toEqual(['first']);
  });

  it('waits for its token and goes on with what it was told', async () => {
    const lifecycle = await begin();
    await start(lifecycle, 'o-1', { id: 'o', go: 'wait' });
    await runtime.activity.idle();
    expect(calls).toEqual(['first', 'ask o-1']);
    await succeed(lifecycle, tokens[0] ?? '', { answer: 42 });
    await runtime.activity.idle();
    expect(calls).toEqual(['first', 'ask o-1', 'second 42']);
    expect(await lifecycle.find('o-1')).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('refuses a token that was used, and one that never was', async () => {
    const lifecycle = await begin();
    await start(lifecycle, 'o-1', { id: 'o', go: 'wait' });
    await runtime.activity.idle();
    const [token = ''] = tokens;
    await succeed(lifecycle, token, { answer: 1 });
    await expect(succeed(lifecycle, token, { answer: 2 })).rejects.toMatchObject({ code: 'TaskTimedOut' });
    await expect(succeed(lifecycle, 'nonsense', {})).rejects.toMatchObject({ code: 'InvalidToken' });
    const unknown = Buffer.from(JSON.stringify(['nobody-1', 'x'])).toString('base64url');
    await expect(succeed(lifecycle, unknown, {})).rejects.toMatchObject({ code: 'TaskDoesNotExist' });
    await runtime.activity.idle();
    expect(calls.filter((call) => call.startsWith('second'))).toEqual(['second 1']);
  });

  it('tries again what Retry names, and takes Catch for the rest', async () => {
    const lifecycle = await begin();
    firstFails = [new Busy('once'), new Busy('twice')];
    await start(lifecycle, 'o-1', { id: 'o', go: 'on' });
    await runtime.activity.idle();
    expect(calls).toHaveLength(3);
    expect(await lifecycle.find('o-1')).toMatchObject({ status: 'SUCCEEDED' });

    firstFails = [new TypeError('no retry for this')];
    await start(lifecycle, 'o-2', { id: 'o', go: 'on' });
    await runtime.activity.idle();
    expect(calls).toHaveLength(4);
    expect(await lifecycle.find('o-2')).toMatchObject({ status: 'FAILED', error: 'GaveUp', cause: 'after all tries' });

    firstFails = [new Busy('1'), new Busy('2'), new Busy('3')];
    await start(lifecycle, 'o-3', { id: 'o', go: 'on' });
    await runtime.activity.idle();
    expect(calls).toHaveLength(7);
    expect(await lifecycle.find('o-3')).toMatchObject({ status: 'FAILED' });
  });

  it('gives up a Task that outlives its TimeoutSeconds', async () => {
    const lifecycle = await begin();
    holdSecond = true;
    await start(lifecycle, 'o-1', { id: 'o', go: 'wait' });
    await runtime.activity.idle();
    await succeed(lifecycle, tokens[0] ?? '', { answer: 1 });
    await expect.poll(async () => (await lifecycle.find('o-1'))?.status, { timeout: 4000 }).toBe('FAILED');
    expect(await lifecycle.find('o-1')).toMatchObject({ error: 'States.Timeout' });
  });

  it('refuses input and output beyond 256 KB', async () => {
    const lifecycle = await begin();
    const large = 'x'.repeat(257 * 1024);
    await expect(start(lifecycle, 'o-1', { large })).rejects.toMatchObject({ code: 'InvalidExecutionInput' });
    await start(lifecycle, 'o-2', { id: 'o', go: 'wait' });
    await runtime.activity.idle();
    await expect(succeed(lifecycle, tokens[0] ?? '', { large })).rejects.toMatchObject({ code: 'InvalidOutput' });
  });

  it('fails when a Task answers more than 256 KB, whatever Catch says', async () => {
    const lifecycle = await begin();
    large = 'x'.repeat(257 * 1024);
    await start(lifecycle, 'o-1', { id: 'o', go: 'on' });
    await runtime.activity.idle();
    expect(await lifecycle.find('o-1')).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('after the process died', () => {
  it('an execution that waited meets its open token again, and no finished task runs twice', async () => {
    const lifecycle = await begin();
    await start(lifecycle, 'o-1', { id: 'o', go: 'wait' });
    await runtime.activity.idle();
    await lifecycle.stop();
    runtime = await runtime.crash();
    const after = open();
    await after.resume();
    await runtime.activity.idle();
    expect(after.open()).toBe(1);
    await succeed(after, tokens[0] ?? '', { answer: 7 });
    await runtime.activity.idle();
    expect(calls).toEqual(['first', 'ask o-1', 'second 7']);
    const entered = (await after.find('o-1'))?.history.filter(({ type }) => type === 'StateEntered');
    expect(entered?.map(({ state }) => state)).toEqual(['First', 'Which', 'Ask', 'Second', 'Done']);
  });

  it('a task that was running is run again', async () => {
    const lifecycle = await begin();
    holdSecond = true;
    await start(lifecycle, 'o-1', { id: 'o', go: 'wait' });
    await runtime.activity.idle();
    await succeed(lifecycle, tokens[0] ?? '', { answer: 7 });
    await expect.poll(() => calls.length).toBe(3);
    await lifecycle.stop();
    runtime = await runtime.crash();
    holdSecond = false;
    const after = open();
    await after.resume();
    await runtime.activity.idle();
    expect(calls).toEqual(['first', 'ask o-1', 'second 7', 'second 7']);
    expect(await after.find('o-1')).toMatchObject({ status: 'SUCCEEDED' });
  });
});
