import { randomUUID } from 'node:crypto';
import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { documentClient } from '../aws/clients.ts';
import type { Call } from '../call.ts';
import { chance, machineMs, nowIso, sleep } from '../clock.ts';
import { env } from '../env.ts';
import { Conflict, ProviderFailed } from '../errors.ts';
import type { CobroEvent, EventData, EventType } from '../events/event-types.ts';
import { eventRow, nextEvent, type Subject } from '../events/event.ts';
import { type Condition, Expression } from './expression.ts';
import { answerRow, begunStatus, keepLargeAnswer, type KeptAnswer, keptAnswer } from './kept-answer.ts';
import { feedHour, type Key, keys } from './table-map.ts';
import { rememberBucket, type Row } from './table.ts';
import { type Expectation, VersionChanges } from './version-changes.ts';
import { lazyObject } from '../lazy-object.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Someone else changed what this change was decided on: load again and decide again. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
}

/** Stands for every condition without an error of its own; never thrown itself. An Error each would cost a stack each. */
const stale = new ChangedMeanwhile();

/** The same request was carried out by another call in the meantime; its answer is stored. */
export class RepeatRaceLost extends Error {
  override readonly name = 'RepeatRaceLost';
}

const raceLost = new RepeatRaceLost();

/** Half of DynamoDB's 100, less a margin for what a change may add later. Larger changes are sagas of several. */
const maxItems = 80;
/** A commit must end before the feed shows its hour's events; see shared/events/feed.ts. */
const maxAttempts = 60;

/** All that is kept of what is never to be done again. */
const Kept = lazyObject(() => ({ id: z.string() }));

/** For so long (ms) after its stamp a transaction of unknown outcome is asked for again: within the lag of the feed. */
const unknownPatience = 3500;

export interface Change {
  key: Key;
  /** Attribute → value to set. */
  set?: Row;
  /** Attribute → amount to add (negative to subtract). A missing attribute counts as 0. */
  add?: Record<string, number>;
  remove?: string[];
  /** All must hold; see `Condition`. */
  when?: Condition[];
  /** Raised when a condition does not hold; otherwise the verb decides again on fresh data. */
  otherwise?: Error;
  /**
   * Who meets another transaction here has lost: `otherwise` is raised at once, because trying the same again would
   * meet a changed item. For the one serial point, the counter of a series.
   */
  serial?: true;
}

const updateExpression = (expression: Expression, change: Change): string => {
  const sets = Object.entries(change.set ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([attribute, value]) => `${expression.name(attribute)} = ${expression.value(value)}`);
  for (const [attribute, amount] of Object.entries(change.add ?? {})) {
    const name = expression.name(attribute);
    sets.push(`${name} = if_not_exists(${name}, ${expression.value(0)}) + ${expression.value(amount)}`);
  }
  const removes = (change.remove ?? []).map((attribute) => expression.name(attribute));
  return [sets.length > 0 ? `SET ${sets.join(', ')}` : '', removes.length > 0 ? `REMOVE ${removes.join(', ')}` : '']
    .filter(Boolean)
    .join(' ');
};

const expectationOf = (expected: Expectation): Condition[] => {
  if (expected === 'new') return ['missing'];
  if (expected === 'any') return [];
  return [{ attribute: 'version', is: '=', value: expected.version }];
};

interface Planned {
  item: (stampedAt: string) => TransactItem;
  otherwise: Error;
  serial?: true;
}

/**
 * One try, under a client token of its own. While nobody knows whether it was carried out, the same request is asked for
 * again under the same token: it then takes effect once and answers its success, instead of failing on its own effect.
 */
const carryOut = async (TransactItems: TransactItem[]): Promise<void> => {
  const request = new TransactWriteCommand({ TransactItems, ClientRequestToken: randomUUID() });
  const end = machineMs() + unknownPatience;
  for (;;) {
    try {
      await documentClient().send(request);
      return;
    } catch (error) {
      if (!(error instanceof TransactionInProgressException)) throw error;
      if (machineMs() > end) {
        throw new ProviderFailed('table_busy', 'A change takes too long. Try again.', [], error);
      }
      await sleep(50 + chance() * 100);
    }
  }
};

/**
 * One change of the business: what it does to entities, stock, ledger and events, collected and then committed as one
 * TransactWriteItems: all of it or nothing.
 */
export class Work {
  readonly events: CobroEvent[] = [];
  private readonly planned: Planned[] = [];
  private readonly lateParts: (() => Promise<void>)[] = [];
  private readonly call: Call;
  private answered: KeptAnswer | undefined;
  private readonly versions = new VersionChanges();

  constructor(call: Call) {
    this.call = call;
  }

  /** Writes a whole item. */
  put(row: Row, expected: Expectation, otherwise: Error = stale): this {
    this.versions.noteWhole(row, expected);
    return this.plan({ otherwise }, () => {
      const expression = new Expression();
      const condition = expression.all(expectationOf(expected));
      return {
        Put: { TableName: env().TABLE_NAME, Item: row, ConditionExpression: condition, ...expression.attributes() },
      };
    });
  }

  /** Changes attributes of an item in place, without knowing the rest of it. */
  update(change: Change): this {
    const { otherwise = stale, serial } = change;
    this.versions.noteUpdate(change);
    return this.plan({ otherwise, serial }, () => {
      const expression = new Expression();
      const UpdateExpression = updateExpression(expression, change);
      const condition = expression.all(change.when);
      return {
        Update: {
          TableName: env().TABLE_NAME,
          Key: change.key,
          UpdateExpression,
          ConditionExpression: condition,
          ...expression.attributes(),
        },
      };
    });
  }

  delete(key: Key, expected: Expectation = 'any'): this {
    return this.plan({ otherwise: stale }, () => {
      const expression = new Expression();
      const condition = expression.all(expectationOf(expected));
      return {
        Delete: { TableName: env().TABLE_NAME, Key: key, ConditionExpression: condition, ...expression.attributes() },
      };
    });
  }

  /** Insists on what an item says that this change was decided on and does not touch. */
  require(key: Key, when: Condition[]): this {
    return this.plan({ otherwise: stale }, () => {
      const expression = new Expression();
      const ConditionExpression = expression.all(when) ?? '';
      return {
        ConditionCheck: { TableName: env().TABLE_NAME, Key: key, ConditionExpression, ...expression.attributes() },
      };
    });
  }

  /** Adds the subject's next event. Returns it, so that what follows can name it as its cause. */
  raise<T extends EventType>(subject: Subject, type: T, data: EventData<T>): CobroEvent {
    const event = nextEvent(subject, type, data, this.call);
    const position = this.events.push(event) - 1;
    this.plan({ otherwise: stale }, (stampedAt) => ({
      Put: {
        TableName: env().TABLE_NAME,
        Item: eventRow({
          subjectPk: subject.pk,
          event,
          audit: this.versions.auditOf(subject.id, position === 0, this.call),
          answerTo: this.answerTo(event),
          position,
          stampedAt,
        }),
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },
      },
    }));
    return event;
  }

  /** A part that has to read before it can be planned: done at the commit, once, when everything else is planned. */
  later(plan: () => Promise<void>): this {
    this.lateParts.push(plan);
    return this;
  }

  /** Stores the answer under the caller's Idempotency-Key, if there is one, in this same transaction. */
  answer(status: number, body: unknown): this {
    return this.keepAnswer(status, this.call.repeat?.forever ? JSON.stringify(Kept.parse(body)) : JSON.stringify(body));
  }

  /**
   * For what takes several transactions: the first one leaves under the Idempotency-Key what it began, so that a
   * repeated request goes on with it (`call.repeat.begun`) instead of beginning again. The last one calls `answer`.
   */
  begin(what: string): this {
    return this.call.repeat?.begun === undefined ? this.keepAnswer(begunStatus, what) : this;
  }

  /**
   * Commits everything, or nothing and throws: the `otherwise` of the first condition that failed, `ChangedMeanwhile`
   * when the data is stale, `RepeatRaceLost` when the same request was faster. Conflicts with other transactions are
   * tried again here, with jitter: the SDK does not.
   */
  async commit(): Promise<void> {
    for (const plan of this.lateParts.splice(0)) await plan();
    if (this.planned.length === 0) return;
    // Before the transaction that names it; if that fails, the document is forgotten in two days.
    if (this.answered) await keepLargeAnswer(this.answered);
    if (this.planned.length > maxItems) throw new Error(`A transaction of ${this.planned.length} items: split it.`);
    for (let attempt = 1; ; attempt += 1) {
      if (this.events.length > 0) await rememberBucket(keys.bucket('feed', feedHour(nowIso())));
      // After the write above, so that the stamp is no older than the commit takes; at a change of hour, once more.
      const stampedAt = nowIso();
      if (this.events.length > 0) await rememberBucket(keys.bucket('feed', feedHour(stampedAt)));
      try {
        return await carryOut(this.planned.map((one) => one.item(stampedAt)));
      } catch (error) {
        this.refuse(error);
        if (attempt === maxAttempts)
          throw new ProviderFailed('table_busy', 'Too many changes at once. Try again.', [], error);
        await sleep(chance() * Math.min(500, 5 * 2 ** Math.min(attempt, 7)));
      }
    }
  }

  /** Throws unless the failure is a passing conflict. */
  private refuse(error: unknown): void {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code);
    const failed = this.planned
      .filter(
        ({ serial }, index) =>
          codes[index] === 'ConditionalCheckFailed' || (serial && codes[index] === 'TransactionConflict'),
      )
      .map((one) => one.otherwise);
    const first =
      failed.find((one) => one instanceof RepeatRaceLost) ?? failed.find((one) => !(one instanceof ChangedMeanwhile));
    if (first) throw first;
    if (failed.length > 0) throw new ChangedMeanwhile('A condition of the transaction did not hold.', { cause: error });
    const passing = ['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];
    if (!codes.every((code) => code === undefined || passing.includes(code))) throw error;
  }

  private keepAnswer(status: number, body: string): this {
    const { repeat } = this.call;
    if (!repeat || this.answered) return this;
    this.answered = keptAnswer(repeat, status, body);
    const seconds = Math.floor(Date.parse(this.call.at) / 1000);
    const row = answerRow(repeat, this.answered, seconds);
    return this.plan({ otherwise: raceLost }, () => {
      const expression = new Expression();
      // What was begun under the key may be finished by those who go on with it, and by nobody else.
      const fresh: Condition[] = [
        'missing',
        { attribute: 'expiresAt', is: '<', value: seconds },
        ...(repeat.begun === undefined ? [] : [{ attribute: 'body', is: '=' as const, value: repeat.begun }]),
      ];
      const condition = expression.condition({ anyOf: fresh });
      return {
        Put: { TableName: env().TABLE_NAME, Item: row, ConditionExpression: condition, ...expression.attributes() },
      };
    });
  }

  /**
   * Under which key the change is answered: stands with its first event that is not the stock's, so that an erasure
   * finds the answer. Keys that name people stay out of events, which never change: imports are found by their rows, and
   * the answer to a caller's own key is forgotten in a day.
   */
  private answerTo(event: CobroEvent): { client: string; key: string } | undefined {
    const { repeat } = this.call;
    if (!this.answered || !repeat || repeat.forever || repeat.key.includes('@')) return undefined;
    const told = this.events.find(({ type }) => !type.startsWith('stock.'));
    return told === event ? { client: repeat.client, key: repeat.key } : undefined;
  }

  private plan(how: Omit<Planned, 'item'>, item: Planned['item']): this {
    this.planned.push({ item, ...how });
    return this;
  }
}

/**
 * Runs a verb until its data was not changed under its hands: on `ChangedMeanwhile` it loads and decides again, with
 * growing, jittered pauses. 409 `changed_meanwhile` when that never ends.
 */
export const deciding = async <T>(verb: () => Promise<T>, tries = 80): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await verb();
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      if (attempt === tries)
        throw new Conflict('changed_meanwhile', 'Others change the same thing all the time. Try again.', [], error);
      await sleep(chance() * Math.min(400, 5 * 2 ** Math.min(attempt, 7)));
    }
  }
};
