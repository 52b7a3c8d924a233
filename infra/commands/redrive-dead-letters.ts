import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message as SqsMessage,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientOptions } from '../../shared/aws/clients.ts';
import type { CobroEvent } from '../../shared/events/event-types.ts';
import { publishEvents } from '../../shared/events/publish-events.ts';
import { type Redrive, redriveOf } from './dead-letter.ts';
import { republishEvents, type Span } from './republish-events.ts';
import { unprojectedJournals } from './unprojected-journals.ts';

/** Longer than any function runs: a message is with nobody else meanwhile. */
const holdSeconds = 1000;

export interface RedriveResult {
  sent: number;
  /** What stays in the queue, and why, one sentence each. */
  kept: string[];
}

/** Calls a function and waits. Answers what it said when it failed. */
const invoke = async (lambda: LambdaClient, FunctionName: string, payload: unknown): Promise<string | undefined> => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName,
      InvocationType: 'RequestResponse',
      Payload: Buffer.from(JSON.stringify(payload)),
    }),
  );
  if (FunctionError === undefined) return undefined;
  return `${FunctionName} still fails: ${Buffer.from(Payload ?? [])
    .toString()
    .slice(0, 300)}`;
};

/** A call of the ledger's function for a page of journals, as the stream makes it. */
const asBatch = (ids: readonly string[]) => ({
  Records: ids.map((id) => ({ dynamodb: { NewImage: { id: { S: id } } } })),
});

const projectJournals = async (lambda: LambdaClient, functionArn: string): Promise<string | undefined> => {
  for await (const ids of unprojectedJournals()) {
    const why = await invoke(lambda, functionArn, asBatch(ids));
    if (why !== undefined) return why;
  }
  return undefined;
};

const publish = async (event: CobroEvent): Promise<string | undefined> =>
  (await publishEvents([event])) === 1 ? undefined : `The bus does not take ${event.id} now.`;

const republish = async (span: Span): Promise<undefined> => {
  await republishEvents(span);
};

const waysOf = (redrive: Redrive, lambda: LambdaClient): Promise<string | undefined> => {
  if (redrive.kind === 'invoke') return invoke(lambda, redrive.functionArn, redrive.payload);
  if (redrive.kind === 'publish') return publish(redrive.event);
  if (redrive.kind === 'republish') return republish(redrive);
  if (redrive.kind === 'project journals') return projectJournals(lambda, redrive.functionArn);
  return Promise.resolve(redrive.why);
};

/** Does what the letter asks for. Answers why it could not, undefined when it is done. Never throws. */
const carryOut = async (redrive: Redrive, lambda: LambdaClient): Promise<string | undefined> => {
  try {
    return await waysOf(redrive, lambda);
  } catch (error) {
    return `${redrive.kind}: ${String(error)}`;
  }
};

const textsOf = ({ MessageAttributes = {} }: SqsMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]));

/**
 * Does the work of every message of a dead-letter queue, one after the other, and deletes the message when it is done:
 * what fails again, or needs a person, stays and is visible again at the end. Whatever is done twice changes nothing.
 * With `dryRun` nothing is done; `kept` then tells what would be.
 */
export const redriveDeadLetters = async (queueName: string, { dryRun = false } = {}): Promise<RedriveResult> => {
  const sqs = new SQSClient(clientOptions());
  const lambda = new LambdaClient(clientOptions());
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
  const result: RedriveResult = { sent: 0, kept: [] };
  const held: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: holdSeconds,
        WaitTimeSeconds: 2,
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) break;
    for (const message of Messages) {
      const redrive = redriveOf({ body: message.Body ?? '', attributes: textsOf(message) });
      const why = dryRun ? JSON.stringify(redrive) : await carryOut(redrive, lambda);
      if (why === undefined) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
        result.sent += 1;
      } else {
        result.kept.push(why);
        if (message.ReceiptHandle !== undefined) held.push(message.ReceiptHandle);
      }
    }
  }
  for (const ReceiptHandle of held) {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  }
  return result;
};
