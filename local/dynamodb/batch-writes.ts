import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import batchWriteChecks from 'dynalite/validations/batchWriteItem.js';
import { consumedCapacity } from './capacity.ts';
import { checkInput } from './checked-input.ts';
import { commitSteps } from './commit-log.ts';
import type { BatchRequest, CheckedInput } from './dynalite-types.ts';
import { commit, type EngineParts, meterWrites, newWriteBuffer, type Operation } from './engine-parts.ts';
import { checkIndexKeys, checkItemSize } from './item-limits.ts';
import { type ItemWrite, rowOf } from './item-writes.ts';
import { rowKeys } from './row-keys.ts';
import { keyOf, run } from './write-verbs.ts';

const checkItems = (writes: readonly ItemWrite[]): void => {
  for (const { item, table } of writes) {
    if (!item) continue;
    checkIndexKeys(item, table.description);
    checkItemSize(item, 'Put');
  }
};

/** The requests about items that a transaction holds: they go back to the caller as unprocessed. */
const heldRequests = (parts: EngineParts, data: CheckedInput): Record<string, BatchRequest[]> => {
  const held: Record<string, BatchRequest[]> = {};
  for (const [name, requests] of Object.entries(data.RequestItems ?? {})) {
    const table = parts.tables.get(name);
    const ofTable = requests.filter(({ PutRequest, DeleteRequest }) => {
      const about = { TableName: name, Item: PutRequest?.Item, Key: DeleteRequest?.Key ?? {} };
      return parts.locks.isHeld(rowKeys.item(name, keyOf(table, about)));
    });
    if (ofTable.length > 0) held[name] = ofTable;
  }
  return held;
};

/** Up to 25 puts and deletes. Not atomic on AWS; here they happen to be. */
const batchWrite: Operation = async (parts, input) => {
  const data = checkInput(input, batchWriteChecks);
  parts.onStep(commitSteps.accepted);
  await parts.halfLatency();
  const buffer = newWriteBuffer(parts);
  run(batchWriteItem, buffer, data);
  checkItems(buffer.writes);
  const UnprocessedItems = heldRequests(parts, data);
  const free = buffer.writes.filter((write) => !parts.locks.isHeld(rowOf(write)));
  const { usages, written } = commit(parts, free);
  meterWrites(parts, usages);
  await written;
  await parts.halfLatency();
  parts.onStep(commitSteps.answering);
  return { UnprocessedItems, ConsumedCapacity: consumedCapacity(data.ReturnConsumedCapacity, usages) };
};

export const batchWrites: Record<string, Operation> = { BatchWriteItem: batchWrite };
