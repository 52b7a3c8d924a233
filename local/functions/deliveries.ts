import { ulid } from 'ulid';
import * as z from 'zod';
import { now, nowIso } from '../../shared/clock.ts';
import type { Activity } from '../activity.ts';
import { logLine } from '../names.ts';
import type { RuntimeStore, RuntimeTable } from '../runtime-store.ts';
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
  /** Puts a dead letter aside and answers its id. The same id again replaces it. */
  bury(letter: Omit<DeadLetter, 'at'>, id?: string): Promise<string>;
  deadLetters(): Promise<({ id: string } & DeadLetter)[]>;
  /** Its work is done: the dead letter is no more. */
  forget(id: string): Promise<void>;
  /** Sends every dead letter with a function again; answers how many. What functions put aside themselves stays. */
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

/** Lambda's asynchronous invocation, ours on the runtime store: durable, at least once, a few retries, then the dead-letter list. */
class DurableDeliveries implements Deliveries {
  readonly #store: RuntimeStore;
  readonly #runner: FunctionRunner;
  readonly #activity: Activity;
  readonly #retryDelaysMs: readonly number[];
  readonly #pending: RuntimeTable<Delivery>;
  readonly #dead: RuntimeTable<DeadLetter>;
  /** Under way in this process; none is run twice at the same time. */
  readonly #underWay = new Set<string>();
  /** Taken over by this process before it took up what an earlier one left. */
  #early: Set<string> | undefined = new Set();
  /** Ends a pause before a further attempt. */
  readonly #pausing = new Set<() => void>();
  #stopped = false;

  constructor({ store, runner, activity, retryDelaysMs = [200, 1000, 2000, 2000, 2000, 2000, 2000, 2000] }: Options) {
    this.#store = store;
    this.#runner = runner;
    this.#activity = activity;
    this.#retryDelaysMs = retryDelaysMs;
    this.#pending = store.table('delivery', Delivery);
    this.#dead = store.table('dead-letter', DeadLetter);
  }

  async enqueue(deliveries: readonly NewDelivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    const fresh = deliveries.map((delivery) => ({
      id: ulid(),
      delivery: { ...delivery, attempts: 0 },
      end: this.#activity.begin(),
    }));
    for (const { id } of fresh) {
      this.#underWay.add(id);
      this.#early?.add(id);
    }
    try {
      await this.#store.write(fresh.map(({ id, delivery }) => this.#pending.put(id, delivery)));
    } catch (error) {
      for (const { id, end } of fresh) {
        this.#underWay.delete(id);
        end();
      }
      throw error;
    }
    for (const { id, delivery, end } of fresh) void this.#run(id, delivery, end);
  }

  async resume(): Promise<void> {
    for (const { key, row } of await this.#pending.list()) {
      if (!this.#early?.has(key)) this.#begin(key, row);
    }
    this.#early = undefined;
  }

  async bury(letter: Omit<DeadLetter, 'at'>, id = ulid(now().getTime())): Promise<string> {
    await this.#store.write([this.#dead.put(id, { ...letter, at: nowIso() })]);
    return id;
  }

  async deadLetters(): Promise<({ id: string } & DeadLetter)[]> {
    return (await this.#dead.list()).map(({ key, row }) => ({ id: key, ...row }));
  }

  async forget(id: string): Promise<void> {
    await this.#store.write([this.#dead.del(id)]);
  }

  async redrive(): Promise<number> {
    const end = this.#activity.begin();
    try {
      const letters = await this.#dead.list();
      const sent = letters.flatMap(({ key, row: { functionName, payload, source } }) =>
        functionName === undefined ? [] : [{ id: key, delivery: { functionName, payload, source, attempts: 0 } }],
      );
      await this.#store.write(
        sent.flatMap(({ id, delivery }) => [this.#dead.del(id), this.#pending.put(id, delivery)]),
      );
      for (const { id, delivery } of sent) this.#begin(id, delivery);
      return sent.length;
    } finally {
      end();
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const goOn of this.#pausing) goOn();
  }

  #begin(id: string, delivery: Delivery): void {
    if (this.#underWay.has(id)) return;
    this.#underWay.add(id);
    void this.#run(id, delivery, this.#activity.begin());
  }

  /** Attempts until it is delivered or dead. Never throws: what is left undone stays on disk for the next start. */
  async #run(id: string, delivery: Delivery, end: () => void): Promise<void> {
    try {
      while (!this.#stopped) {
        const pause = await this.#attempt(id, delivery);
        if (pause === undefined) return;
        await this.#wait(pause);
      }
    } catch (error) {
      if (!this.#stopped) logLine(`delivery ${id} stays for the next start: ${String(error)}`);
    } finally {
      this.#underWay.delete(id);
      end();
    }
  }

  /** One attempt. Answers the pause (ms) before the next one, undefined when none follows. */
  async #attempt(id: string, delivery: Delivery): Promise<number | undefined> {
    const outcome = await this.#runner.invoke(delivery.functionName, delivery.payload);
    if (outcome.ok && !hasFailedItems(outcome.answer)) {
      await this.#store.write([this.#pending.del(id)]);
      return undefined;
    }
    delivery.attempts += 1;
    const pause = this.#retryDelaysMs[delivery.attempts - 1];
    if (pause !== undefined) {
      await this.#store.write([this.#pending.put(id, delivery)]);
      return pause;
    }
    const { functionName, source, payload } = delivery;
    const error = outcome.ok ? 'Some records failed.' : `${outcome.errorType}: ${outcome.errorMessage}`;
    const letter = { functionName, source, payload, error, at: nowIso() };
    await this.#store.write([this.#pending.del(id), this.#dead.put(id, letter)]);
    logLine(`${functionName} failed ${delivery.attempts} times on a delivery: it is dead letter ${id}`);
    return undefined;
  }

  async #wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#pausing.add(resolve);
    await promise;
    this.#pausing.delete(resolve);
    clearTimeout(timer);
  }
}

/** Opens the deliveries of a runtime store; `resume` then takes up what an earlier process left. */
export const openDeliveries = (options: Options): Deliveries => new DurableDeliveries(options);

/** A stream function tells the records it could not handle; sent again by hand, that is a failure too. */
const hasFailedItems = (answer: unknown): boolean =>
  answer !== null &&
  typeof answer === 'object' &&
  'batchItemFailures' in answer &&
  Array.isArray(answer.batchItemFailures) &&
  answer.batchItemFailures.length > 0;
