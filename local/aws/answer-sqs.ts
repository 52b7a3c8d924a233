import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Deliveries } from '../functions/deliveries.ts';
import { AwsFault } from './aws-fault.ts';
import type { JsonService } from './request-handler.ts';

const SendMessage = z.object({ QueueUrl: z.string(), MessageBody: z.string().min(1) });

const parsedOrText = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** SQS, as far as functions use it: a message to a dead-letter queue joins the list of dead letters. */
export const sqsService =
  (deliveries: Pick<Deliveries, 'bury'>): JsonService =>
  async (operation, input) => {
    if (operation !== 'SendMessage') throw new AwsFault('UnsupportedOperation', `SQS has no ${operation} here.`);
    const { QueueUrl, MessageBody } = SendMessage.parse(input);
    const source = `queue ${QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1)}`;
    const error = 'Put aside by a function.';
    const id = await deliveries.bury({ source, payload: parsedOrText(MessageBody), error });
    return { MessageId: id, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
  };
