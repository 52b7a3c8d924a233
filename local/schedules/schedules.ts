import * as z from 'zod';
import { now } from '../../shared/clock.ts';
import type { Meters } from '../bill/meters.ts';
import type { BusinessClock } from '../clock/business-clock.ts';
import type { Deliveries } from '../functions/deliveries.ts';
import { logLine } from '../names.ts';
import type { RuntimeStore } from '../runtime-store.ts';
import { type NextInstant, scheduleInstants } from './schedule-expression.ts';

export interface Schedule {
  functionName: string;
  expression: string;
}

export interface Schedules {
  /** Fires what an earlier process missed (each schedule once, for its latest instant), then keeps time. */
  start(): Promise<void>;
  /**
   * Moves the business clock so many days forward. On the way every schedule fires at its instants, in order, and what
   * follows has settled before the clock goes on.
   */
  advance(days: number): Promise<void>;
  stop(): void;
}

interface Options {
  schedules: readonly Schedule[];
  timeZone: string;
  store: RuntimeStore;
  clock: BusinessClock;
  deliveries: Pick<Deliveries, 'enqueue'>;
  meters: Meters;
  /** Resolves when nothing is under way. */
  idle: () => Promise<void>;
}

interface Known extends Schedule {
  next: NextInstant;
  last: Date;
}

interface Due {
  at: Date;
  schedules: Known[];
}

const longestPauseMs = 60_000;
const dayMs = 86_400_000;

/** EventBridge Scheduler: one timer loop on the business clock; croner finds the instants, the last one fired is kept. */
export const openSchedules = async (options: Options): Promise<Schedules> => {
  const { store, clock, deliveries, meters, idle } = options;
  const fired = store.table('schedule', z.object({ last: z.string() }));
  const known = await Promise.all(
    options.schedules.map(async ({ functionName, expression }): Promise<Known> => {
      const row = await fired.get(functionName);
      const next = scheduleInstants(expression, options.timeZone);
      return { functionName, expression, next, last: row ? new Date(row.last) : now() };
    }),
  );
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let turn: Promise<void> = Promise.resolve();

  /** The earliest instant after what was fired, and whose it is. */
  const nextDue = (): Due | undefined => {
    let due: Due | undefined;
    for (const schedule of known) {
      const at = schedule.next(schedule.last);
      if (!at) continue;
      if (!due || at < due.at) due = { at, schedules: [schedule] };
      else if (at.getTime() === due.at.getTime()) due.schedules.push(schedule);
    }
    return due;
  };

  const fire = async ({ at, schedules }: Due): Promise<void> => {
    const moved = clock.moveTo(at);
    const payload = { asOf: at.toISOString() };
    // First the deliveries, then the memory of them: a crash in between fires twice, never not at all.
    await deliveries.enqueue(schedules.map(({ functionName }) => ({ functionName, payload, source: 'schedule' })));
    meters.add('schedulerInvocations', schedules.length);
    for (const schedule of schedules) schedule.last = at;
    await store.write([
      ...moved,
      ...schedules.map(({ functionName }) => fired.put(functionName, { last: at.toISOString() })),
    ]);
  };

  const fireUntil = async (until: Date): Promise<void> => {
    for (let due = nextDue(); due && due.at <= until && !stopped; due = nextDue()) {
      await fire(due);
      await idle();
    }
  };

  /** One after the other: the timer, and everybody who advances. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(() => (stopped ? undefined : work()));
    turn = mine.catch(() => undefined);
    return mine;
  };

  const keepTime = (): void => {
    clearTimeout(timer);
    const due = nextDue();
    if (stopped || !due) return;
    const pause = Math.min(longestPauseMs, Math.max(0, due.at.getTime() - now().getTime()));
    timer = setTimeout(() => {
      inTurn(() => fireUntil(now()))
        .catch((error: unknown) => logLine(`schedules are late: ${String(error)}`))
        .finally(keepTime);
    }, pause);
  };

  /** What was missed counts once, for its latest instant. */
  const catchUp = async (): Promise<void> => {
    const missed = known.flatMap((schedule) => {
      const at = latestUntil(schedule, now());
      return at ? [{ at, schedules: [schedule] }] : [];
    });
    for (const due of missed.toSorted((a, b) => a.at.getTime() - b.at.getTime())) await fire(due);
  };

  return {
    start: async () => {
      await catchUp();
      // A schedule that has never fired counts from its first day.
      await store.write(known.map(({ functionName, last }) => fired.put(functionName, { last: last.toISOString() })));
      keepTime();
    },
    advance: (days) =>
      inTurn(async () => {
        clearTimeout(timer);
        try {
          const target = new Date(now().getTime() + days * dayMs);
          await idle();
          await fireUntil(target);
          await store.write(clock.moveTo(target));
        } finally {
          keepTime();
        }
      }),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
};

const latestUntil = ({ next, last }: Known, until: Date): Date | undefined => {
  let latest: Date | undefined;
  for (let at = next(last); at && at <= until; at = next(at)) latest = at;
  return latest;
};
