import type { DynamoDBBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { callBy } from '../../shared/call.ts';
import { projectJournals } from '../../shared/ledger/project-journals.ts';

const Batch = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ NewImage: z.object({ id: z.object({ S: z.string() }) }) }) })),
});

/** Adds new journals to the account balances. A batch that fails is delivered again whole; each journal counts once. */
export const handler = async (input: unknown): Promise<DynamoDBBatchResponse> => {
  const { Records } = Batch.parse(input);
  const ids = Records.map((record) => record.dynamodb.NewImage.id.S);
  await projectJournals(
    ids,
    callBy({ actor: 'project-ledger-on-journal', correlationId: 'project-ledger-on-journal' }),
  );
  return { batchItemFailures: [] };
};
