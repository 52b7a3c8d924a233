import * as z from 'zod';
import { now } from '../../shared/clock.ts';
import type { Meters } from '../bill/meters.ts';
import type { BusinessClock } from '../clock/business-clock.ts';
import type { Deliveries } from '../functions/deliveries.ts';
import { logLine } from '../names.ts';
import type { Change, RuntimeStore, RuntimeTable } from '../runtime-store.ts';
import { type NextInstant, scheduleInstants } from './schedule-expression.ts';

export interface Schedule {
  functionName: string;
  expression: string;
}

export interface Schedules {
  /** Fires what an earlier process missed (each schedule once, for its latest instant), then keeps time. */
  start(): Promise<void>;
  /**
   * Moves the business clock so many days forward. On the way every schedule fires at its instants, in order, one after
   * the other, and what follows has settled before the next.
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
  schedule: Known;
}

const longestPauseMs = 60_000;
const dayMs = 86_400_000;

/**
 * EventBridge Scheduler: croner finds the instants, one timer loop of ours on the business clock fires them, and the
 * last one fired is kept.
 */
class TimerLoop implements Schedules {
  readonly #options: Options;
  readonly #known: Known[];
  readonly #fired: RuntimeTable<{ last: string }>;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: Options, known: Known[], fired: RuntimeTable<{ last: string }>) {
    this.#options = options;
    this.#known = known;
    this.#fired = fired;
  }

  async start(): Promise<void> {
    await this.#catchUp();
    // A schedule that has never fired counts from its first day.
    await this.#options.store.write(this.#known.map((schedule) => this.#memoryOf(schedule)));
    this.#keepTime();
  }

  advance(days: number): Promise<void> {
    return this.#inTurn(async () => {
      clearTimeout(this.#timer);
      try {
        const target = new Date(now().getTime() + days * dayMs);
        await this.#options.idle();
        await this.#fireUntil(target);
        await this.#options.store.write(this.#options.clock.moveTo(target));
      } finally {
        this.#keepTime();
      }
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #memoryOf({ functionName, last }: Known): Change {
    return this.#fired.put(functionName, { last: last.toISOString() });
  }

  /** What comes next. Of several at the same instant, the one declared first. */
  #nextDue(): Due | undefined {
    let due: Due | undefined;
    for (const schedule of this.#known) {
      const at = schedule.next(schedule.last);
      if (at && (!due || at < due.at)) due = { at, schedule };
    }
    return due;
  }

  async #fire({ at, schedule }: Due): Promise<void> {
    const { clock, deliveries, meters, store } = this.#options;
    const moved = clock.moveTo(at);
    // First the delivery, then the memory of it: a crash in between fires twice, never not at all.
    await deliveries.enqueue([
      { functionName: schedule.functionName, payload: { asOf: at.toISOString() }, source: 'schedule' },
    ]);
    meters.add('schedulerInvocations', 1);
    schedule.last = at;
    await store.write([...moved, this.#memoryOf(schedule)]);
  }

  async #fireUntil(until: Date): Promise<void> {
    for (let due = this.#nextDue(); due && due.at <= until && !this.#stopped; due = this.#nextDue()) {
      await this.#fire(due);
      await this.#options.idle();
    }
  }

  /** One after the other: the timer, and everybody who advances. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(() => (this.#stopped ? undefined : work()));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  #keepTime(): void {
    clearTimeout(this.#timer);
    const due = this.#nextDue();
    if (this.#stopped || !due) return;
    const pause = Math.min(longestPauseMs, Math.max(0, due.at.getTime() - now().getTime()));
    this.#timer = setTimeout(() => {
      this.#inTurn(() => this.#fireUntil(now()))
        .catch((error: unknown) => {
          if (!this.#stopped) logLine(`schedules are late: ${String(error)}`);
        })
        .finally(() => this.#keepTime());
    }, pause);
  }

  /** What was missed counts once, for its latest instant. */
  async #catchUp(): Promise<void> {
    const missed = this.#known.flatMap((schedule) => {
      const at = latestUntil(schedule, now());
      return at ? [{ at, schedule }] : [];
    });
    for (const due of missed.toSorted((a, b) => a.at.getTime() - b.at.getTime())) await this.#fire(due);
  }
}

/** Opens the schedules with the memory of what was fired; `start` then keeps time. */
export const openSchedules = async (options: Options): Promise<Schedules> => {
  const fired = options.store.table('schedule', z.object({ last: z.string() }));
  const known = await Promise.all(
    options.schedules.map(async ({ functionName, expression }): Promise<Known> => {
      const row = await fired.get(functionName);
      const next = scheduleInstants(expression, options.timeZone);
      return { functionName, expression, next, last: row ? new Date(row.last) : now() };
    }),
  );
  return new TimerLoop(options, known, fired);
};

const latestUntil = ({ next, last }: Known, until: Date): Date | undefined => {
  let latest: Date | undefined;
  for (let at = next(last); at && at <= until; at = next(at)) latest = at;
  return latest;
};
