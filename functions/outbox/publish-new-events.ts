import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { published } from '../../shared/events/event.ts';
import { publishEvents } from '../../shared/events/publish-events.ts';

const Batch = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({ SequenceNumber: z.string(), NewImage: z.custom<Record<string, AttributeValue>>() }),
    }),
  ),
});

/**
 * The outbox: sends every event item that enters the table to the bus, in order. Answers the first record whose event
 * the bus did not take, so that the stream goes on from there.
 */
export const handler = async (input: unknown): Promise<DynamoDBBatchResponse> => {
  const { Records } = Batch.parse(input);
  const events = Records.map((record) => published(unmarshall(record.dynamodb.NewImage)));
  const sent = await publishEvents(events);
  const failed = Records[sent];
  return { batchItemFailures: failed ? [{ itemIdentifier: failed.dynamodb.SequenceNumber }] : [] };
};
