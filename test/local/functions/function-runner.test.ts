import { Console } from 'node:console';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newActivity } from '../../../local/activity.ts';
import { newMeters } from '../../../local/bill/meters.ts';
import { newFunctionRunner } from '../../../local/functions/function-runner.ts';
import { type Runtime, startRuntime } from '../../make/runtime.ts';

let runtime: Runtime;
let most = 0;
let inside = 0;
beforeAll(async () => {
  runtime = await startRuntime(
    {
      echo: (event, context) => ({ event, name: context.functionName, left: context.getRemainingTimeInMillis() > 0 }),
      large: () => 'x'.repeat(7 * 1024 * 1024),
      stuck: () => new Promise(() => undefined),
      broken: () => {
        throw new TypeError('of its own kind');
      },
      busy: async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setTimeout(resolve, 10));
        inside -= 1;
      },
      talkative: ({ line }) => new Console(process.stdout, process.stderr).log(line),
    },
    { timeoutSeconds: 0.2 },
  );
});
afterAll(() => runtime.stop());

describe('a function', () => {
  it('gets its event and a context', async () => {
    expect(await runtime.runner.invoke('echo', { a: 1 })).toEqual({
      ok: true,
      answer: { event: { a: 1 }, name: 'echo', left: true },
    });
  });

  it('that throws fails with the name of its error', async () => {
    expect(await runtime.runner.invoke('broken', {})).toEqual({
      ok: false,
      errorType: 'TypeError',
      errorMessage: 'of its own kind',
    });
  });

  it('that takes too long is given up', async () => {
    expect(await runtime.runner.invoke('stuck', {})).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
  });

  it('that answers more than 6 MB fails', async () => {
    expect(await runtime.runner.invoke('large', {})).toMatchObject({
      ok: false,
      errorType: 'Function.ResponseSizeTooLarge',
    });
  });

  it('is not run on an event of more than 6 MB', async () => {
    expect(await runtime.runner.invoke('echo', 'x'.repeat(7 * 1024 * 1024))).toMatchObject({
      ok: false,
      errorType: 'RequestTooLargeException',
    });
  });

  it('that is not declared is not found', async () => {
    expect(await runtime.runner.invoke('nobody', {})).toMatchObject({
      ok: false,
      errorType: 'ResourceNotFoundException',
    });
  });

  it('runs at most ten times at once; the others wait their turn', async () => {
    await Promise.all(Array.from({ length: 40 }, () => runtime.runner.invoke('busy', {})));
    expect(most).toBe(10);
  });

  it('is metered by requests, by time and memory, and by what it logs', async () => {
    runtime.meters.reset();
    await runtime.runner.invoke('busy', {});
    await runtime.runner.invoke('talkative', { line: 'é'.repeat(10) });
    process.stdout.write('');
    const { lambdaRequests, lambdaGbSeconds, logBytes } = runtime.meters.read();
    expect(lambdaRequests).toBe(2);
    expect(lambdaGbSeconds).toBeGreaterThanOrEqual(0.01);
    expect(logBytes).toBe(21);
  });
});

describe('functions that work alone', () => {
  it('do not keep waiting who asks over HTTP, however many they are', async () => {
    const release = Promise.withResolvers<void>();
    const names = Array.from({ length: 10 }, (_, n) => `background-${n}`);
    const runner = newFunctionRunner({
      functions: [...names, 'api'].map((name) => ({
        name,
        entry: name,
        memoryMb: 128,
        timeoutSeconds: 10,
        trigger: { kind: name === 'api' ? 'http' : 'events' },
      })),
      load: async (name) => ({ handler: () => (name === 'api' ? 'answer' : release.promise) }),
      activity: newActivity(),
      meters: newMeters(),
      region: 'eu-west-1',
    });
    const stuck = names.flatMap((name) => Array.from({ length: 10 }, () => runner.invoke(name, {})));
    expect(await runner.invoke('api', {})).toEqual({ ok: true, answer: 'answer' });
    release.resolve();
    expect(await Promise.all(stuck)).toHaveLength(100);
  });
});

describe('while somebody is answered over HTTP', () => {
  it('at most two functions that work alone run beside, until all have run; afterwards as many as can be', async () => {
    const both = Promise.withResolvers<void>();
    const answering = Promise.withResolvers<void>();
    let [running, most, ran] = [0, 0, 0];
    const work = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      // One that is stuck does not stop the other.
      if (running === 2) both.resolve();
      await both.promise;
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      ran += 1;
    };
    const kinds = { api: 'http', alone: 'events' };
    const runner = newFunctionRunner({
      functions: Object.entries(kinds).map(([name, kind]) => ({
        name,
        entry: name,
        memoryMb: 128,
        timeoutSeconds: 10,
        trigger: { kind },
      })),
      load: async (name) => ({ handler: () => (name === 'api' ? answering.promise : work()) }),
      activity: newActivity(),
      meters: newMeters(),
      region: 'eu-west-1',
    });
    const all = (): Promise<unknown> => Promise.all(Array.from({ length: 12 }, () => runner.invoke('alone', {})));
    const request = runner.invoke('api', {});
    await all();
    expect({ ran, most }).toEqual({ ran: 12, most: 2 });
    // The request ends while others wait: they need no further push.
    const waiting = all();
    answering.resolve();
    await request;
    await waiting;
    expect({ ran, most }).toEqual({ ran: 24, most: 10 });
  });
});

describe('a function whose module cannot be loaded', () => {
  it('fails, and is loaded anew at the next invocation', async () => {
    let broken = true;
    const runner = newFunctionRunner({
      functions: [{ name: 'one', entry: 'one', memoryMb: 128, timeoutSeconds: 1 }],
      load: async () => {
        if (broken) throw new SyntaxError('half saved');
        return { handler: () => 'well' };
      },
      activity: newActivity(),
      meters: newMeters(),
      region: 'eu-west-1',
    });
    expect(await runner.invoke('one', {})).toMatchObject({ ok: false, errorType: 'SyntaxError' });
    broken = false;
    expect(await runner.invoke('one', {})).toEqual({ ok: true, answer: 'well' });
  });
});
