import { ulid } from 'ulid';
import * as z from 'zod';
import { now, nowIso } from '../../shared/clock.ts';
import type { Activity } from '../activity.ts';
import { logLine } from '../names.ts';
import type { RuntimeStore } from '../runtime-store.ts';
import type { FunctionRunner } from './function-runner.ts';

const Delivery = z.object({ functionName: z.string(), payload: z.unknown(), attempts: z.int(), source: z.string() });
type Delivery = z.infer<typeof Delivery>;

/** What could not be delivered, or what a function put aside itself (then `functionName` is absent). */
export const DeadLetter = z.object({
  functionName: z.string().optional(),
  source: z.string(),
  payload: z.unknown(),
  error: z.string(),
  at: z.string(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

export interface NewDelivery {
  functionName: string;
  payload: unknown;
  /** Who sends it: bus, schedule, stream. Shown with a dead letter. */
  source: string;
}

export interface Deliveries {
  /** Takes deliveries over: when this resolves, they survive a crash. They run in the background. */
  enqueue(deliveries: readonly NewDelivery[]): Promise<void>;
  /** Takes up what an earlier process left. Call once, at start. */
  resume(): Promise<void>;
  bury(letter: Omit<DeadLetter, 'at'>): Promise<string>;
  deadLetters(): Promise<({ id: string } & DeadLetter)[]>;
  /** Sends every dead letter with a function again; answers how many. */
  redrive(): Promise<number>;
  /** No new attempt begins; what waits stays on disk. */
  stop(): void;
}

interface Options {
  store: RuntimeStore;
  runner: FunctionRunner;
  activity: Activity;
  /** Pauses (ms) before the second, third, ... attempt. After the last the delivery is a dead letter. */
  retryDelaysMs?: readonly number[];
}

/** Lambda's asynchronous invocation: durable, at least once, two retries, then the dead-letter list. */
export const openDeliveries = ({ store, runner, activity, retryDelaysMs = [200, 1000] }: Options): Deliveries => {
  const pending = store.table('delivery', Delivery);
  const dead = store.table('dead-letter', DeadLetter);
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  const bury = async (letter: Omit<DeadLetter, 'at'>): Promise<string> => {
    const id = ulid(now().getTime());
    await store.write([dead.put(id, { ...letter, at: nowIso() })]);
    return id;
  };

  const attempt = async (id: string, delivery: Delivery): Promise<number | undefined> => {
    const outcome = await runner.invoke(delivery.functionName, delivery.payload);
    if (outcome.ok && !hasFailedItems(outcome.answer)) {
      await store.write([pending.del(id)]);
      return undefined;
    }
    delivery.attempts += 1;
    const pause = retryDelaysMs[delivery.attempts - 1];
    if (pause !== undefined) {
      await store.write([pending.put(id, delivery)]);
      return pause;
    }
    const { functionName, source, payload } = delivery;
    const error = outcome.ok ? 'Some records failed.' : `${outcome.errorType}: ${outcome.errorMessage}`;
    await store.write([pending.del(id), dead.put(id, { functionName, source, payload, error, at: nowIso() })]);
    logLine(`${functionName} failed ${delivery.attempts} times on a delivery: it is dead letter ${id}`);
    return undefined;
  };

  const run = (id: string, delivery: Delivery, end: () => void): void => {
    if (stopped) return end();
    attempt(id, delivery)
      .then((pause) => {
        if (pause === undefined || stopped) return end();
        const timer = setTimeout(() => {
          timers.delete(timer);
          run(id, delivery, end);
        }, pause);
        timers.add(timer);
      })
      .catch((error: unknown) => {
        end();
        if (!stopped) logLine(`delivery ${id} stays for the next start: ${String(error)}`);
      });
  };

  const enqueue = async (deliveries: readonly NewDelivery[]): Promise<void> => {
    if (deliveries.length === 0) return;
    const fresh = deliveries.map((delivery) => ({
      id: ulid(),
      delivery: { ...delivery, attempts: 0 },
      end: activity.begin(),
    }));
    try {
      await store.write(fresh.map(({ id, delivery }) => pending.put(id, delivery)));
    } catch (error) {
      for (const { end } of fresh) end();
      throw error;
    }
    for (const { id, delivery, end } of fresh) run(id, delivery, end);
  };

  return {
    enqueue,
    bury,
    resume: async () => {
      for (const { key, row } of await pending.list()) run(key, row, activity.begin());
    },
    deadLetters: async () => (await dead.list()).map(({ key, row }) => ({ id: key, ...row })),
    redrive: async () => {
      const letters = (await dead.list()).filter(({ row }) => row.functionName !== undefined);
      for (const { key, row } of letters) {
        const delivery = {
          functionName: row.functionName ?? '',
          payload: row.payload,
          source: row.source,
          attempts: 0,
        };
        await store.write([dead.del(key), pending.put(key, delivery)]);
        run(key, delivery, activity.begin());
      }
      return letters.length;
    },
    stop: () => {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
};

/** A stream function tells the records it could not handle; sent again by hand, that is a failure too. */
const hasFailedItems = (answer: unknown): boolean =>
  answer !== null &&
  typeof answer === 'object' &&
  'batchItemFailures' in answer &&
  Array.isArray(answer.batchItemFailures) &&
  answer.batchItemFailures.length > 0;
