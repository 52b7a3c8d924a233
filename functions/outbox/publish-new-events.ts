import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { machineTime } from '../../shared/clock.ts';
import { published } from '../../shared/events/event.ts';
import type { CobroEvent } from '../../shared/events/event-types.ts';
import { fieldsOf } from '../../shared/events/on-events.ts';
import { publishEvents } from '../../shared/events/publish-events.ts';
import { type Invocation, logged, noteInLog } from '../../shared/logger.ts';
import { metricsOf } from '../../shared/metrics/business-metrics.ts';
import { lazyObject } from '../../shared/lazy-object.ts';

const Batch = lazyObject(() => ({
  Records: z.array(
    z.object({
      dynamodb: z.object({ SequenceNumber: z.string(), NewImage: z.custom<Record<string, AttributeValue>>() }),
    }),
  ),
}));

const distinct = (texts: readonly (string | undefined)[]): string | undefined =>
  [...new Set(texts)].filter((text) => text !== undefined).join(' ') || undefined;

/** One line for all of a batch: which requests and orders it is about. */
const fieldsOfAll = (events: readonly CobroEvent[]) => {
  const all = events.map(fieldsOf);
  return {
    correlationId: distinct(all.map(({ correlationId }) => correlationId)),
    orderId: distinct(all.map(({ orderId }) => orderId)),
    types: distinct(all.map(({ type }) => type)),
    events: events.length,
  };
};

/**
 * The outbox: sends every event item that enters the table to the bus, in order. Answers the first record whose event
 * the bus did not take, so that the stream goes on from there. The line of the log carries the business metrics of what was
 * sent: a batch that is sent again after a crash counts twice, which metrics may and books may not.
 */
export const handler = (input: unknown, invocation?: Invocation): Promise<DynamoDBBatchResponse> => {
  const { Records } = Batch.parse(input);
  const events = Records.map((record) => published(unmarshall(record.dynamodb.NewImage)));
  return logged({ what: 'events', invocation, fields: fieldsOfAll(events) }, async () => {
    const sent = await publishEvents(events);
    noteInLog({ sent, ...metricsOf(events.slice(0, sent), machineTime()) });
    const failed = Records[sent];
    return { batchItemFailures: failed ? [{ itemIdentifier: failed.dynamodb.SequenceNumber }] : [] };
  });
};
