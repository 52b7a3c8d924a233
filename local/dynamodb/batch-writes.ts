import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import batchWriteChecks from 'dynalite/validations/batchWriteItem.js';
import { consumedCapacity } from './capacity.ts';
import { checkInput } from './checked-input.ts';
import { commitSteps } from './commit-log.ts';
import type { Answer, BatchWriteRequest, CheckedInput } from './dynalite-types.ts';
import { commit, type EngineParts, meterWrites, newWriteBuffer, type Operation } from './engine-parts.ts';
import { checkIndexKeys, checkItemSize } from './item-limits.ts';
import { rowKeys } from './row-keys.ts';
import { keyOf } from './write-verbs.ts';

const run = (parts: EngineParts, data: CheckedInput) => {
  const buffer = newWriteBuffer(parts);
  return new Promise<typeof buffer>((resolve, reject) => {
    batchWriteItem(buffer, data, (error) => {
      if (error) reject(error);
      else resolve(buffer);
    });
  });
};

const isHeld = (parts: EngineParts, table: string, { PutRequest, DeleteRequest }: BatchWriteRequest): boolean => {
  const about = { TableName: table, Item: PutRequest?.Item, Key: DeleteRequest?.Key ?? {} };
  return parts.locks.isHeld(rowKeys.item(table, keyOf(parts.tables.get(table), about)));
};

/** Takes the requests about items that a transaction holds out of the input: they go back as unprocessed. */
const setAside = (parts: EngineParts, data: CheckedInput): Record<string, BatchWriteRequest[]> => {
  const aside: Record<string, BatchWriteRequest[]> = {};
  const kept: Record<string, BatchWriteRequest[]> = {};
  for (const [table, requests = []] of Object.entries(data.RequestItems ?? {})) {
    for (const request of requests) {
      const group = isHeld(parts, table, request) ? aside : kept;
      (group[table] ??= []).push(request);
    }
  }
  data.RequestItems = kept;
  return aside;
};

/** Up to 25 puts and deletes. Not atomic on AWS; here they happen to be. */
const batchWrite: Operation = async (parts, input) => {
  const data = checkInput(input, batchWriteChecks);
  parts.onStep(commitSteps.accepted);
  await parts.halfLatency();
  const UnprocessedItems = setAside(parts, data);
  const { writes } = await run(parts, data);
  for (const { item, table } of writes) {
    if (!item) continue;
    checkIndexKeys(item, table.description);
    checkItemSize(item, 'Put');
  }
  const { usages, written } = commit(parts, writes);
  meterWrites(parts, usages);
  await written;
  await parts.halfLatency();
  parts.onStep(commitSteps.answering);
  const answer: Answer = { UnprocessedItems };
  return { ...answer, ConsumedCapacity: consumedCapacity(data.ReturnConsumedCapacity, usages) };
};

export const batchWrites: Record<string, Operation> = { BatchWriteItem: batchWrite };
