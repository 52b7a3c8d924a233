import { consumedCapacity } from './capacity.ts';
import { checkInput, deleteChecks, putChecks, updateChecks } from './checked-input.ts';
import { commitSteps } from './commit-log.ts';
import type { Answer, CheckedInput, Checks } from './dynalite-types.ts';
import { DynamoFault, isConditionFailure, isFault } from './dynamo-fault.ts';
import { commit, type EngineParts, meterWrites, newWriteBuffer, type Operation } from './engine-parts.ts';
import { writeUnits } from './item-size.ts';
import { rowKeys } from './row-keys.ts';
import type { WriteBuffer } from './write-buffer.ts';
import { keyOf, put, remove, update, type WriteVerb } from './write-verbs.ts';

const transactionConflict = (): DynamoFault =>
  new DynamoFault('TransactionConflictException', 'Transaction is ongoing for the item');

/** A condition that does not hold costs what the item there would have cost to write, as on AWS. */
const onFailure = (parts: EngineParts, buffer: WriteBuffer, data: CheckedInput, error: unknown): unknown => {
  if (!isFault(error) || !isConditionFailure(error)) return error;
  const [stored] = buffer.seen.values();
  meterWrites(parts, [{ table: data.TableName, units: writeUnits(stored?.item), indexUnits: {} }]);
  const wanted = data.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && stored !== undefined;
  if (!wanted) return error;
  return new DynamoFault('ConditionalCheckFailedException', 'The conditional request failed', { Item: stored.item });
};

const write = async (parts: EngineParts, data: CheckedInput, verb: WriteVerb): Promise<Answer> => {
  const table = parts.tables.get(data.TableName);
  const key = keyOf(table, data);
  const row = rowKeys.item(data.TableName, key);
  parts.onStep(commitSteps.accepted);
  await parts.halfLatency();
  if (parts.locks.isHeld(row)) throw transactionConflict();
  const buffer = newWriteBuffer(parts);
  let answer: Answer;
  try {
    answer = verb(buffer, data, key);
  } catch (error) {
    throw onFailure(parts, buffer, data, error);
  }
  const { usages, written } = commit(parts, buffer.writes);
  meterWrites(parts, usages);
  await written;
  await parts.halfLatency();
  parts.onStep(commitSteps.answering);
  return { ...answer, ConsumedCapacity: consumedCapacity(data.ReturnConsumedCapacity, usages)?.[0] };
};

const operation =
  (checks: Checks, verb: WriteVerb): Operation =>
  (parts, input) =>
    write(parts, checkInput(input, checks, parts.typed), verb);

/** PutItem, UpdateItem, DeleteItem: refused while a transaction holds the item. */
export const singleWrites: Record<string, Operation> = {
  PutItem: operation(putChecks, put),
  UpdateItem: operation(updateChecks, update),
  DeleteItem: operation(deleteChecks, remove),
};
