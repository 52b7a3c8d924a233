import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lifecycle } from '../../../local/lifecycle/lifecycle.ts';
import { AskSomebody, Busy, fail, OrderMachine, start, story, succeed } from './order-machine.ts';

let machine: OrderMachine;
let lifecycle: Lifecycle;
beforeEach(async () => {
  machine = new OrderMachine();
  lifecycle = await machine.begin();
});
afterEach(async () => {
  await lifecycle.stop();
  await machine.runtime.stop();
});

/** Runs until the execution waits for its token. */
const startToWait = async (name = 'o-1', go = 'wait'): Promise<void> => {
  await start(lifecycle, name, { id: 'o', go });
  await expect.poll(() => machine.tokens.length, { interval: 5 }).toBe(1);
  if (go === 'wait') await machine.idle();
};

describe('an execution', () => {
  it('runs its states in order, keeps its history and is billed for every state', async () => {
    await start(lifecycle, 'o-1', { id: 'o', go: 'on' });
    await machine.idle();
    expect(await lifecycle.find('o-1')).toMatchObject({ status: 'SUCCEEDED', output: { id: 'o', go: 'on' } });
    expect(await story(lifecycle, 'o-1')).toEqual([
      'ExecutionStarted',
      'StateEntered First',
      'StateEntered Which',
      'StateEntered Done',
      'ExecutionSucceeded',
    ]);
    expect(machine.runtime.meters.read().stateTransitions).toBe(3);
  });

  it('is started once under its name, whoever asks at the same time', async () => {
    const input = { id: 'o', go: 'on' };
    const answers = await Promise.all([start(lifecycle, 'o-1', input), start(lifecycle, 'o-1', input)]);
    expect(answers[1]).toEqual(answers[0]);
    await expect(start(lifecycle, 'o-1', { other: 1 })).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
    await machine.idle();
    await expect(start(lifecycle, 'o-1', input)).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
    expect(machine.calls).toEqual(['first']);
  });

  it('tries again what Retry names, takes Catch for the rest, and is billed for the retries', async () => {
    machine.firstFails = [new Busy('once'), new Busy('twice')];
    await start(lifecycle, 'o-1', { id: 'o', go: 'on' });
    await machine.idle();
    expect(machine.calls).toHaveLength(3);
    expect(await lifecycle.find('o-1')).toMatchObject({ status: 'SUCCEEDED' });
    expect(machine.runtime.meters.read().stateTransitions).toBe(5);

    machine.firstFails = [new TypeError('no retry for this')];
    await start(lifecycle, 'o-2', { id: 'o', go: 'on' });
    await machine.idle();
    expect(machine.calls).toHaveLength(4);
    expect(await lifecycle.find('o-2')).toMatchObject({ status: 'FAILED', error: 'GaveUp', cause: 'after all tries' });

    machine.firstFails = [new Busy('1'), new Busy('2'), new Busy('3')];
    await start(lifecycle, 'o-3', { id: 'o', go: 'on' });
    await machine.idle();
    expect(machine.calls).toHaveLength(7);
    expect(await lifecycle.find('o-3')).toMatchObject({ status: 'FAILED' });
  });

  it('gives up a Task that outlives its TimeoutSeconds', async () => {
    machine.holdSecond = true;
    await startToWait();
    await succeed(lifecycle, machine.tokens[0], { answer: 1 });
    await expect.poll(async () => (await lifecycle.find('o-1'))?.status, { timeout: 3000 }).toBe('FAILED');
    expect(await lifecycle.find('o-1')).toMatchObject({ error: 'States.Timeout' });
  });

  it('refuses input and output beyond 256 KB', async () => {
    const large = 'x'.repeat(257 * 1024);
    await expect(start(lifecycle, 'o-1', { large })).rejects.toMatchObject({ code: 'InvalidExecutionInput' });
    await startToWait('o-2');
    await expect(succeed(lifecycle, machine.tokens[0], { large })).rejects.toMatchObject({ code: 'InvalidOutput' });
  });

  it('fails when a Task answers more than 256 KB, whatever Catch says', async () => {
    machine.large = 'x'.repeat(257 * 1024);
    await start(lifecycle, 'o-1', { id: 'o', go: 'on' });
    await machine.idle();
    expect(await lifecycle.find('o-1')).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('is described as AWS does', async () => {
    const { executionArn } = await start(lifecycle, 'o-1', { id: 'o', go: 'on' });
    await machine.idle();
    expect(await lifecycle.call('DescribeExecution', { executionArn })).toMatchObject({
      name: 'o-1',
      status: 'SUCCEEDED',
      input: '{"id":"o","go":"on"}',
      output: '{"id":"o","go":"on"}',
    });
    const other = `${String(executionArn)}x`;
    await expect(lifecycle.call('DescribeExecution', { executionArn: other })).rejects.toMatchObject({
      code: 'ExecutionDoesNotExist',
    });
  });
});

describe('an execution that waits for its token', () => {
  it('is under way no more, and not in memory, until the token is used', async () => {
    await startToWait();
    expect(machine.calls).toEqual(['first', 'ask o-1']);
    expect(machine.runtime.activity.count()).toBe(0);
    expect(lifecycle.inMemory()).toBe(0);
    expect((await lifecycle.list({ status: 'RUNNING', prefix: 'o-' })).map(({ name }) => name)).toEqual(['o-1']);
    await succeed(lifecycle, machine.tokens[0], { answer: 42 });
    await machine.idle();
    expect(machine.calls).toEqual(['first', 'ask o-1', 'second 42']);
    expect(await lifecycle.find('o-1')).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('tells its story once, though it comes and goes, with the attempts that failed before', async () => {
    machine.firstFails = [new Busy('once')];
    await startToWait();
    await succeed(lifecycle, machine.tokens[0], { answer: 42 });
    await machine.idle();
    expect(await story(lifecycle, 'o-1')).toEqual([
      'ExecutionStarted',
      'StateEntered First',
      'StateFailed First',
      'StateRetried First',
      'StateEntered Which',
      'StateEntered Ask',
      'StateEntered Second',
      'StateEntered Done',
      'ExecutionSucceeded',
    ]);
    expect(machine.runtime.meters.read().stateTransitions).toBe(6);
  });

  it('refuses a token that was used, one that never was, and one that is none', async () => {
    await startToWait();
    const [token] = machine.tokens;
    const uses = await Promise.allSettled([1, 2, 3].map((answer) => succeed(lifecycle, token, { answer })));
    expect(uses.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await machine.idle();
    await expect(succeed(lifecycle, token, { answer: 4 })).rejects.toMatchObject({ code: 'TaskTimedOut' });
    await expect(succeed(lifecycle, 'nonsense', {})).rejects.toMatchObject({ code: 'InvalidToken' });
    const unknown = Buffer.from(JSON.stringify(['nobody-1', 'x'])).toString('base64url');
    await expect(succeed(lifecycle, unknown, {})).rejects.toMatchObject({ code: 'TaskDoesNotExist' });
    expect(machine.calls.filter((call) => call.startsWith('second'))).toEqual(['second 1']);
  });

  it('takes a token that is used before the asking function has ended', async () => {
    machine.onToken = (token) => succeed(lifecycle, token, { answer: 'early' });
    await start(lifecycle, 'o-1', { id: 'o', go: 'wait' });
    await machine.idle();
    expect(machine.calls).toEqual(['first', 'ask o-1', 'second early']);
  });

  it('goes on with a token that was used, though the asking function failed afterwards', async () => {
    machine.onToken = async (token) => {
      await succeed(lifecycle, token, { answer: 'early' });
      throw new Error('after the fact');
    };
    await start(lifecycle, 'o-1', { id: 'o', go: 'wait' });
    await machine.idle();
    expect(machine.calls).toEqual(['first', 'ask o-1', 'second early']);
  });

  it('asks again with another token after SendTaskFailure, as Retry says; the first is stale then', async () => {
    await startToWait();
    await fail(lifecycle, machine.tokens[0], 'Busy');
    await machine.idle();
    expect(machine.tokens).toHaveLength(2);
    await expect(succeed(lifecycle, machine.tokens[0], {})).rejects.toMatchObject({ code: 'TaskTimedOut' });
    await succeed(lifecycle, machine.tokens[1], { answer: 2 });
    await machine.idle();
    expect(await lifecycle.find('o-1')).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('fails with the error that SendTaskFailure names', async () => {
    await startToWait();
    await fail(lifecycle, machine.tokens[0], 'Refused');
    await machine.idle();
    expect(await lifecycle.find('o-1')).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'because' });
  });

  it('times out after its TimeoutSeconds; a late token is refused', async () => {
    await startToWait('o-1', 'wait a second');
    await expect.poll(async () => (await lifecycle.find('o-1'))?.status, { timeout: 3000 }).toBe('FAILED');
    expect(await lifecycle.find('o-1')).toMatchObject({ error: 'States.Timeout' });
    await expect(succeed(lifecycle, machine.tokens[0], {})).rejects.toMatchObject({ code: 'TaskTimedOut' });
  });
});

describe('after the process died', () => {
  it('an execution that waited meets its open token again, and no finished task runs twice', async () => {
    await startToWait();
    lifecycle = await machine.crash(lifecycle);
    await lifecycle.resume();
    await machine.idle();
    await succeed(lifecycle, machine.tokens[0], { answer: 7 });
    await machine.idle();
    expect(machine.calls).toEqual(['first', 'ask o-1', 'second 7']);
    expect(await story(lifecycle, 'o-1')).toEqual([
      'ExecutionStarted',
      'StateEntered First',
      'StateEntered Which',
      'StateEntered Ask',
      'StateEntered Second',
      'StateEntered Done',
      'ExecutionSucceeded',
    ]);
  });

  it('a token that is used before the executions are taken up is not lost', async () => {
    await startToWait();
    lifecycle = await machine.crash(lifecycle);
    await Promise.all([succeed(lifecycle, machine.tokens[0], { answer: 8 }), lifecycle.resume()]);
    await machine.idle();
    expect(machine.calls).toEqual(['first', 'ask o-1', 'second 8']);
  });

  it('an error that a Catch took is met again, and its task is not run again', async () => {
    machine.firstFails = [new Busy('once'), new AskSomebody('who knows?')];
    await startToWait();
    lifecycle = await machine.crash(lifecycle);
    await lifecycle.resume();
    await succeed(lifecycle, machine.tokens[0], { answer: 7 });
    await machine.idle();
    expect(machine.calls).toEqual(['first', 'first', 'ask o-1', 'second 7']);
    expect(await story(lifecycle, 'o-1')).toEqual([
      'ExecutionStarted',
      'StateEntered First',
      'StateFailed First',
      'StateRetried First',
      'StateFailed First',
      'StateCaught First',
      'StateEntered Ask',
      'StateEntered Second',
      'StateEntered Done',
      'ExecutionSucceeded',
    ]);
  });

  it('a task that was running is run again', async () => {
    machine.holdSecond = true;
    await startToWait();
    await succeed(lifecycle, machine.tokens[0], { answer: 7 });
    await expect.poll(() => machine.calls.length, { interval: 5 }).toBe(3);
    lifecycle = await machine.crash(lifecycle);
    machine.holdSecond = false;
    await lifecycle.resume();
    await machine.idle();
    expect(machine.calls).toEqual(['first', 'ask o-1', 'second 7', 'second 7']);
    expect(await lifecycle.find('o-1')).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('a wait with a timeout goes on waiting, and its token is good', async () => {
    await startToWait('o-1', 'wait a second');
    await expect.poll(() => machine.runtime.activity.count(), { interval: 5 }).toBe(0);
    lifecycle = await machine.crash(lifecycle);
    await lifecycle.resume();
    await succeed(lifecycle, machine.tokens[0], { answer: 9 });
    await machine.idle();
    expect(machine.calls).toEqual(['first', 'ask o-1', 'second 9']);
  });
});

describe('ended executions', () => {
  it('leave no journal behind, and only the newest stay readable', async () => {
    await lifecycle.stop();
    lifecycle = machine.open({ kept: 20 });
    for (let n = 1; n <= 30; n += 1) {
      await start(lifecycle, `o-${n}`, { id: 'o', go: 'on' });
      await machine.idle();
    }
    await lifecycle.stop();
    const kept = (await lifecycle.list()).map(({ name }) => name);
    expect(kept.length).toBeGreaterThanOrEqual(20);
    expect(kept.length).toBeLessThanOrEqual(22);
    expect(kept).toContain('o-30');
    expect(await lifecycle.find('o-1')).toBeUndefined();
    const { any } = await import('zod');
    const left = (table: string) => machine.runtime.store.table(table, any()).keys();
    expect(await left('execution-journal')).toEqual([]);
    expect(await left('execution-running')).toEqual([]);
    expect(new Set((await left('execution-history')).map((key) => key.split('!')[0]))).toEqual(new Set(kept));
  });
});
