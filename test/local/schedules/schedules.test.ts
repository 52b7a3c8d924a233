import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBusinessClock } from '../../../local/clock/business-clock.ts';
import { openDeliveries } from '../../../local/functions/deliveries.ts';
import { openSchedules, type Schedules } from '../../../local/schedules/schedules.ts';
import type { RuntimeStore } from '../../../local/runtime-store.ts';
import { clockOffset, now, setClockOffset } from '../../../shared/clock.ts';
import { type Runtime, startRuntime } from '../../make/runtime.ts';
import { dyingAtWrite } from '../dying-store.ts';

let runtime: Runtime;
/** What fired, with the instant it was told and the instant of the business clock at that moment. */
let fired: { name: string; asOf: string; at: string }[];
/** True once the process is dead: then its functions have no effect any more. */
let dead: () => boolean;
const record =
  (name: string) =>
  ({ asOf }: { asOf: string }) => {
    if (dead()) return;
    fired.push({ name, asOf, at: now().toISOString() });
  };

beforeEach(async () => {
  fired = [];
  dead = () => false;
  runtime = await startRuntime({ morning: record('morning'), hourly: record('hourly') });
});
afterEach(async () => {
  await runtime.stop();
  setClockOffset(0);
});

const startAt = async (
  instant: string,
  schedules: { functionName: string; expression: string }[],
  store: RuntimeStore = runtime.store,
): Promise<Schedules> => {
  const clock = await openBusinessClock(store);
  setClockOffset(Date.parse(instant) - Date.now());
  const { runner, activity, meters } = runtime;
  const deliveries = openDeliveries({ store, runner, activity });
  const idle = (): Promise<void> => activity.idle();
  const opened = await openSchedules({
    schedules,
    timeZone: 'Europe/Madrid',
    store,
    clock,
    deliveries,
    meters,
    idle,
  });
  await opened.start();
  return opened;
};

const morning = { functionName: 'morning', expression: 'cron(0 8 * * ? *)' };
const hourly = { functionName: 'hourly', expression: 'rate(1 hour)' };

describe('advancing the clock', () => {
  it('fires every schedule at its own instant, in order, at eight in Madrid on both sides of the change of hour', async () => {
    const schedules = await startAt('2027-03-26T12:00:00.000Z', [morning, hourly]);
    await schedules.advance(3);
    schedules.stop();
    expect(fired.filter(({ name }) => name === 'morning').map(({ asOf }) => asOf)).toEqual([
      '2027-03-27T07:00:00.000Z',
      '2027-03-28T06:00:00.000Z',
      '2027-03-29T06:00:00.000Z',
    ]);
    expect(fired.filter(({ name }) => name === 'hourly')).toHaveLength(72);
    const instants = fired.map(({ asOf }) => asOf);
    expect(instants).toEqual(instants.toSorted((a, b) => a.localeCompare(b)));
    for (const { asOf, at } of fired) expect(Math.abs(Date.parse(at) - Date.parse(asOf))).toBeLessThan(5000);
    expect(now().toISOString().slice(0, 16)).toBe('2027-03-29T12:00');
  });

  it('fires the day of the change to winter time once', async () => {
    const schedules = await startAt('2027-10-30T12:00:00.000Z', [morning]);
    await schedules.advance(2);
    schedules.stop();
    expect(fired.map(({ asOf }) => asOf)).toEqual(['2027-10-31T07:00:00.000Z', '2027-11-01T07:00:00.000Z']);
  });

  it('is kept over a restart, and what was missed while stopped fires once, for its latest instant', async () => {
    const schedules = await startAt('2027-03-01T12:00:00.000Z', [morning]);
    await schedules.advance(1);
    schedules.stop();
    const moved = clockOffset();
    runtime = await runtime.crash();
    setClockOffset(0);
    await openBusinessClock(runtime.store);
    expect(clockOffset()).toBe(moved);

    fired = [];
    const after = await startAt('2027-03-09T12:00:00.000Z', [morning]);
    await runtime.activity.idle();
    after.stop();
    expect(fired.map(({ asOf }) => asOf)).toEqual(['2027-03-09T07:00:00.000Z']);
  });

  it('takes several who advance one after the other', async () => {
    const schedules = await startAt('2027-03-01T12:00:00.000Z', [morning]);
    await Promise.all([schedules.advance(1), schedules.advance(1), schedules.advance(1)]);
    schedules.stop();
    expect(fired.map(({ asOf }) => asOf.slice(8, 10))).toEqual(['02', '03', '04']);
  });
});

describe('a process that dies on the way', () => {
  const deaths = [2, 3, 4].flatMap((nth) => [
    { nth, moment: 'before' as const },
    { nth, moment: 'after' as const },
  ]);
  it.each(deaths)('$moment write $nth leaves no instant out', async ({ nth, moment }) => {
    const store = dyingAtWrite(runtime.store, nth, moment);
    dead = () => store.dead;
    const schedules = await startAt('2027-03-01T12:00:00.000Z', [morning], store);
    schedules.advance(1).catch(() => undefined);
    await expect.poll(() => store.dead, { interval: 2 }).toBe(true);
    schedules.stop();
    dead = () => false;
    runtime = await runtime.crash();
    const { store: disk, runner, activity } = runtime;
    const after = await startAt('2027-03-02T12:00:00.000Z', [morning]);
    await openDeliveries({ store: disk, runner, activity }).resume();
    await activity.idle();
    after.stop();
    expect(new Set(fired.map(({ asOf }) => asOf))).toEqual(new Set(['2027-03-02T07:00:00.000Z']));
    expect(fired.length).toBeLessThanOrEqual(2);
  });
});
