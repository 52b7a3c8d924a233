import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { domains } from '../../infra/domains/index.ts';
import { AwsFault } from '../aws/aws-fault.ts';
import type { JsonCall } from '../aws/request-handler.ts';
import type { Meters } from '../bill/meters.ts';
import { functionArn } from '../names.ts';
import type { DeadLetter, Deliveries } from './deliveries.ts';

/** What SQS takes at most, and what it bills as one request. */
const limitBytes = 1024 * 1024;
const billedChunk = 64 * 1024;

const SendMessage = z.object({ QueueUrl: z.string(), MessageBody: z.string().min(1) });
const GetQueueUrl = z.object({ QueueName: z.string() });
const ReceiveMessage = z.object({ QueueUrl: z.string(), MaxNumberOfMessages: z.int().default(1) });
const OfMessage = z.object({ QueueUrl: z.string(), ReceiptHandle: z.string() });

const payloadOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** The context whose queue a letter lies in. Only the outbox puts letters aside itself. */
const contextOf = ({ functionName }: DeadLetter): string =>
  domains.find(({ functions }) => functions.some(({ name }) => name === functionName))?.context ?? 'outbox';

/** The letter as it lies in a queue on AWS: what a function could not handle is wrapped by Lambda. */
const bodyOf = ({ functionName, payload, error }: DeadLetter, region: string): string =>
  JSON.stringify(
    functionName === undefined
      ? payload
      : {
          version: '1.0',
          requestContext: {
            functionArn: `${functionArn(region, functionName)}:$LATEST`,
            condition: 'RetriesExhausted',
          },
          requestPayload: payload,
          responsePayload: { errorMessage: error },
        },
  );

interface Parts {
  deliveries: Pick<Deliveries, 'bury' | 'deadLetters' | 'forget'>;
  meters: Meters;
  region: string;
}

/** SQS, as far as dead letters need it: functions put them aside, and an operator takes them up again. */
export const deadLetterQueue = ({ deliveries, meters, region }: Parts): JsonCall => {
  /** Received and not yet given back. */
  const held = new Set<string>();
  const isIn = (letter: DeadLetter, queueUrl: string): boolean =>
    queueUrl.endsWith(`-${contextOf(letter)}-dead-letters`);

  const send = async (input: unknown) => {
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
    return { MessageId: randomUUID(), MD5OfMessageBody: md5(body) };
  };

  const receive = async (input: unknown) => {
    const { QueueUrl, MaxNumberOfMessages } = ReceiveMessage.parse(input);
    const letters = (await deliveries.deadLetters())
      .filter((letter) => !held.has(letter.id) && isIn(letter, QueueUrl))
      .slice(0, MaxNumberOfMessages);
    for (const { id } of letters) held.add(id);
    const messages = letters.map((letter) => ({ id: letter.id, body: bodyOf(letter, region) }));
    return {
      Messages: messages.map(({ id, body }) => ({
        MessageId: id,
        ReceiptHandle: id,
        Body: body,
        MD5OfBody: md5(body),
      })),
    };
  };

  const operations: Record<string, (input: unknown) => Promise<Record<string, unknown>>> = {
    SendMessage: send,
    GetQueueUrl: (input) => {
      const { QueueName } = GetQueueUrl.parse(input);
      return Promise.resolve({ QueueUrl: `https://sqs.${region}.amazonaws.com/000000000000/${QueueName}` });
    },
    ReceiveMessage: receive,
    DeleteMessage: async (input) => {
      const { ReceiptHandle } = OfMessage.parse(input);
      await deliveries.forget(ReceiptHandle);
      held.delete(ReceiptHandle);
      return {};
    },
    ChangeMessageVisibility: (input) => {
      held.delete(OfMessage.parse(input).ReceiptHandle);
      return Promise.resolve({});
    },
  };
  return async (operation, input) => {
    const carryOut = operations[operation];
    if (!carryOut) throw new AwsFault('UnsupportedOperation', `SQS has no ${operation} here.`);
    return carryOut(input);
  };
};
