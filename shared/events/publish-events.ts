import { EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../aws/clients.ts';
import { env } from '../env.ts';
import { logger } from '../logger.ts';
import type { CobroEvent } from './event-types.ts';

/** The bus takes at most ten entries and 256 KB a call; our events stay far below 25 KB each. */
const perCall = 10;

let bus: EventBridgeClient | undefined;
let queue: SQSClient | undefined;

const entryOf = (event: CobroEvent) => ({
  EventBusName: env().BUS_NAME,
  Source: `cobro.${event.tenant}`,
  DetailType: event.type,
  Detail: JSON.stringify(event),
  Time: new Date(event.occurredAt),
});

/** Codes after which the same entry may be taken later. Anything else is poison: it would block all that follow. */
const passing = ['ThrottlingException', 'InternalFailure', 'InternalException'];

const setAside = async (event: CobroEvent, refusal: PutEventsResultEntry): Promise<void> => {
  // Loaded when it happens, which is hardly ever: every order waits for this function to start.
  const sqs = await import('@aws-sdk/client-sqs');
  queue ??= new sqs.SQSClient(clientOptions());
  logger.error('The bus refuses an event; it is in the dead-letter queue', {
    eventId: event.id,
    type: event.type,
    code: refusal.ErrorCode,
  });
  const MessageBody = JSON.stringify({ event, refusal });
  await queue.send(new sqs.SendMessageCommand({ QueueUrl: env().DEAD_LETTER_QUEUE_URL, MessageBody }));
};

/**
 * Publishes events in order, ten a call. Answers how many of the first are dealt with: taken by the bus, or, when it
 * refuses one for good, set aside whole in the dead-letter queue (a stream's own destination would keep only a pointer,
 * and the stream forgets after a day).
 */
export const publishEvents = async (events: readonly CobroEvent[]): Promise<number> => {
  bus ??= new EventBridgeClient(clientOptions());
  for (let start = 0; start < events.length; start += perCall) {
    const page = events.slice(start, start + perCall);
    const answer = await bus.send(new PutEventsCommand({ Entries: page.map(entryOf) }));
    for (const [index, event] of page.entries()) {
      const result = answer.Entries?.[index];
      if (result?.ErrorCode === undefined) continue;
      if (passing.includes(result.ErrorCode)) return start + index;
      await setAside(event, result);
    }
  }
  return events.length;
};
