import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonCall } from '../../../local/aws/request-handler.ts';
import { deadLetterQueue } from '../../../local/functions/dead-letter-queue.ts';
import { type Deliveries, openDeliveries } from '../../../local/functions/deliveries.ts';
import { type Runtime, startRuntime } from '../../make/runtime.ts';

let runtime: Runtime;
let deliveries: Deliveries;
let queue: JsonCall;
beforeEach(async () => {
  runtime = await startRuntime({});
  const { store, runner, activity, meters } = runtime;
  deliveries = openDeliveries({ store, runner, activity });
  queue = deadLetterQueue({ deliveries, meters, region: 'eu-west-1' });
});
afterEach(() => runtime.stop());

const send = (MessageBody: string) => queue('SendMessage', { QueueUrl: 'https://queue', MessageBody });

describe('a message that a function sends to the dead-letter queue', () => {
  it('is among the dead letters, whole', async () => {
    const answer = await send(JSON.stringify({ event: { id: 'evt_1' } }));
    expect(answer).toEqual({ MessageId: expect.any(String), MD5OfMessageBody: 'b6de16262bdda1e9167ae033570692a4' });
    expect(await deliveries.deadLetters()).toMatchObject([{ source: 'queue', payload: { event: { id: 'evt_1' } } }]);
  });

  it('is billed per started 64 KB', async () => {
    await send('small');
    await send('x'.repeat(65_537));
    expect(runtime.meters.read().queueMessages).toBe(3);
  });

  it('is refused when it is longer than SQS takes', async () => {
    await expect(send('x'.repeat(1024 * 1024 + 1))).rejects.toMatchObject({ code: 'InvalidParameterValue' });
    expect(await deliveries.deadLetters()).toEqual([]);
  });
});
