import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('is metered by requests and by time and memory', async () => {
    runtime.meters.reset();
    await runtime.runner.invoke('busy', {});
    const { lambdaRequests, lambdaGbSeconds } = runtime.meters.read();
    expect(lambdaRequests).toBe(1);
    expect(lambdaGbSeconds).toBeGreaterThanOrEqual(0.01);
  });
});
