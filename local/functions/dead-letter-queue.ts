import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsFault } from '../aws/aws-fault.ts';
import type { JsonCall } from '../aws/request-handler.ts';
import type { Meters } from '../bill/meters.ts';
import type { Deliveries } from './deliveries.ts';

/** What SQS takes at most, and what it bills as one request. */
const limitBytes = 1024 * 1024;
const billedChunk = 64 * 1024;

const SendMessage = z.object({ QueueUrl: z.string(), MessageBody: z.string().min(1) });

const payloadOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** SQS, as far as functions put aside what they cannot handle: every message sent is a dead letter. */
export const deadLetterQueue =
  (deliveries: Pick<Deliveries, 'bury'>, meters: Meters): JsonCall =>
  async (operation, input) => {
    if (operation !== 'SendMessage') throw new AwsFault('UnsupportedOperation', `SQS has no ${operation} here.`);
    const parsed = SendMessage.safeParse(input);
    if (!parsed.success) throw new AwsFault('InvalidParameterValue', z.prettifyError(parsed.error));
    const body = parsed.data.MessageBody;
    const bytes = Buffer.byteLength(body);
    if (bytes > limitBytes) {
      const message = `One or more parameters are invalid. Reason: Message must be shorter than ${limitBytes} bytes.`;
      throw new AwsFault('InvalidParameterValue', message);
    }
    await deliveries.bury({ source: 'queue', payload: payloadOf(body), error: 'A function put it aside.' });
    meters.add('queueMessages', Math.ceil(bytes / billedChunk));
    return { MessageId: randomUUID(), MD5OfMessageBody: createHash('md5').update(body).digest('hex') };
  };
