import * as z from 'zod';
import type { Call } from '../call.ts';
import { eventId } from '../ids.ts';
import { feedHour, feedPartition, feedShards, itemKinds, keys } from '../table/table-map.ts';
import type { Row } from '../table/table.ts';
import { Audit } from './audit.ts';
import { CobroEvent, type EventData, type EventType, eventTypes } from './event-types.ts';
import { lazyObject } from '../lazy-object.ts';

/** Something events are about: its partition, its id, and the number of its last event, which `raise` counts up. */
export interface Subject {
  pk: string;
  id: string;
  counter: { sequence: number };
}

/** The next event of a subject. Counts the subject's sequence up; throws when `data` breaks the type's schema. */
export const nextEvent = <T extends EventType>(
  subject: Subject,
  type: T,
  data: EventData<T>,
  call: Call,
): CobroEvent => {
  subject.counter.sequence += 1;
  return {
    id: eventId(subject.id, subject.counter.sequence),
    type,
    version: 1,
    tenant: call.tenant.name,
    occurredAt: call.at,
    subject: subject.id,
    sequence: subject.counter.sequence,
    correlationId: call.correlationId,
    causationId: call.causationId,
    data: eventTypes[type].parse(data),
  };
};

/** The item an event is stored as: under its subject, and in the feed by `stampedAt`, the instant of the commit. */
export const eventRow = (input: {
  subjectPk: string;
  event: CobroEvent;
  audit: Audit;
  /** Under which Idempotency-Key the change was answered; never published. */
  answerTo?: { client: string; key: string };
  position: number;
  stampedAt: string;
}): Row => {
  const { event, position, stampedAt, answerTo } = input;
  const shard = Number(BigInt(`0x${Buffer.from(event.id.slice(-4)).toString('hex')}`) % BigInt(feedShards));
  return {
    ...keys.event(input.subjectPk, event.sequence),
    kind: itemKinds.event,
    ...event,
    ...input.audit,
    ...(answerTo && { answerTo }),
    position,
    feedPk: feedPartition(feedHour(stampedAt), shard),
    feedSk: `${stampedAt}#${position.toString().padStart(3, '0')}#${event.id}`,
  };
};

/** An event read from the table, with its place in the transaction that wrote it. */
export const StoredEvent = lazyObject(() => ({ ...CobroEvent.shape, position: z.int(), ...Audit.shape }));
export type StoredEvent = z.infer<typeof StoredEvent>;

/** The event as outsiders see it. */
export const published = (row: unknown): CobroEvent => CobroEvent.parse(row);
