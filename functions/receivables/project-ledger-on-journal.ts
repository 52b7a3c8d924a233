import type { DynamoDBBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { callBy } from '../../shared/call.ts';
import { projectJournals } from '../../shared/ledger/project-journals.ts';
import { type Invocation, logged } from '../../shared/logger.ts';

const Batch = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ NewImage: z.object({ id: z.object({ S: z.string() }) }) }) })),
});

/** Adds new journals to the account balances. A batch that fails is delivered again whole; each journal counts once. */
export const handler = (input: unknown, invocation?: Invocation): Promise<DynamoDBBatchResponse> => {
  const { Records } = Batch.parse(input);
  const ids = Records.map((record) => record.dynamodb.NewImage.id.S);
  return logged({ what: 'journals', invocation, fields: { journals: ids.length } }, async () => {
    const name = 'project-ledger-on-journal';
    await projectJournals(ids, callBy({ actor: name, correlationId: name }));
    return { batchItemFailures: [] };
  });
};
