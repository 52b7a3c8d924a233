import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { domains } from '../../infra/domains/index.ts';
import { namesOf } from '../../infra/names.ts';
import { clientFor, type Deployed } from './deployed.ts';

/** Contexts with functions that nobody waits for. */
const contextsWithQueue = domains
  .filter(({ functions }) => functions.some(({ trigger }) => ['events', 'stream', 'schedule'].includes(trigger.kind)))
  .map(({ context }) => context);

/** Contexts of a tenant with work in their dead-letter queue, and how much. */
export const deadLettersOf = async (deployed: Deployed): Promise<string[]> => {
  const client = new SQSClient(clientFor(deployed));
  const account = deployed.listenerUrl.split('/').at(-2);
  const found: string[] = [];
  for (const context of contextsWithQueue) {
    const QueueUrl = `${deployed.endpoint}/${account}/${namesOf(deployed.tenant).deadLetters(context)}`;
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    const count = Number(Attributes?.['ApproximateNumberOfMessages']);
    if (count !== 0) found.push(`${context}: ${count}`);
  }
  client.destroy();
  return found;
};
