import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EventBus, newEventBus } from '../../../local/bus/event-bus.ts';
import { openDeliveries } from '../../../local/functions/deliveries.ts';
import { type Runtime, startRuntime } from '../../make/runtime.ts';

let runtime: Runtime;
let bus: EventBus;
let heard: Record<string, any[]>;
beforeEach(async () => {
  heard = { orders: [], everything: [] };
  runtime = await startRuntime({
    orders: (event) => heard['orders']?.push(event),
    everything: (event) => heard['everything']?.push(event),
  });
  const { store, runner, activity, meters } = runtime;
  bus = newEventBus({
    busName: 'cobro-acme',
    region: 'eu-west-1',
    rules: [
      { functionName: 'orders', pattern: { 'detail-type': [{ prefix: 'order.' }] } },
      { functionName: 'everything', pattern: { source: ['cobro.acme'] } },
    ],
    deliveries: openDeliveries({ store, runner, activity }),
    meters,
  });
});
afterEach(() => runtime.stop());

const entry = (type: string, detail: unknown = { n: 1 }) => ({
  EventBusName: 'cobro-acme',
  Source: 'cobro.acme',
  DetailType: type,
  Detail: JSON.stringify(detail),
});
const put = async (...entries: unknown[]): Promise<any> => {
  const answer = await bus.call('PutEvents', { Entries: entries });
  await runtime.activity.idle();
  return answer;
};

describe('an event put on the bus', () => {
  it('reaches every function whose pattern it matches, with its envelope', async () => {
    const answer = await put({ ...entry('order.received'), Time: 1_800_000_000.5, Resources: ['r'] });
    expect(answer).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: heard['orders']?.[0].id }] });
    expect(heard['orders']).toEqual(heard['everything']);
    expect(heard['orders']?.[0]).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'order.received',
      source: 'cobro.acme',
      account: '000000000000',
      time: '2027-01-15T08:00:00Z',
      region: 'eu-west-1',
      resources: ['r'],
      detail: { n: 1 },
    });
  });

  it('reaches nobody else', async () => {
    await put(entry('invoice.issued'));
    expect(heard['orders']).toEqual([]);
    expect(heard['everything']).toHaveLength(1);
  });

  it('is refused alone when it is malformed; the others are taken, and only they are billed', async () => {
    const answer = await put(
      entry('order.received'),
      { ...entry('order.received'), Detail: 'no json' },
      { ...entry('order.received'), EventBusName: 'other' },
      { ...entry('order.received'), DetailType: undefined },
      entry('order.shipped', { long: 'x'.repeat(70_000) }),
    );
    expect(answer.FailedEntryCount).toBe(3);
    expect(answer.Entries.map((one: any) => one.ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'ResourceNotFoundException',
      'InvalidArgument',
      undefined,
    ]);
    expect(heard['orders']).toHaveLength(2);
    // One event is billed per started 64 KB.
    expect(runtime.meters.read().busEvents).toBe(3);
  });
});

describe('the limits of PutEvents', () => {
  it('are ten entries', async () => {
    const eleven = Array.from({ length: 11 }, () => entry('order.received'));
    await expect(put(...eleven)).rejects.toMatchObject({ code: 'ValidationException' });
    await put(...eleven.slice(1));
    expect(heard['orders']).toHaveLength(10);
  });

  it('are 256 KB for all entries together', async () => {
    const large = entry('order.received', { long: 'x'.repeat(130 * 1024) });
    await put(large);
    await expect(put(large, large)).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    });
    expect(heard['orders']).toHaveLength(1);
  });
});
