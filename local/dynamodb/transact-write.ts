import { consumedCapacity, doubled } from './capacity.ts';
import { checkEntry, checkTransactWrite, type TransactionEntry } from './checked-input.ts';
import { commitSteps } from './commit-log.ts';
import type { CheckedInput } from './dynalite-types.ts';
import { DynamoFault, type Fault, invalid, isConditionFailure, isFault } from './dynamo-fault.ts';
import { commit, type EngineParts, meterReads, meterWrites, newWriteBuffer, type Operation } from './engine-parts.ts';
import { itemSize, readUnits, writeUnits } from './item-size.ts';
import { rowOf, type Usage } from './item-writes.ts';
import { hashOfRequest, type Token, tokenOperations, wasCarriedOut } from './request-tokens.ts';
import { rowKeys } from './row-keys.ts';
import { cancelled, conflictReason, none, type Reason } from './transaction-reasons.ts';
import type { WriteBuffer } from './write-buffer.ts';
import { checkCondition, keyOf, put, remove, update, type WriteVerb } from './write-verbs.ts';

const maxTransactionBytes = 4 * 1024 * 1024;

const verbs = { Put: put, Update: update, Delete: remove, ConditionCheck: checkCondition } as const;
type VerbName = keyof typeof verbs;
const verbNames: readonly VerbName[] = ['ConditionCheck', 'Put', 'Delete', 'Update'];

interface Step {
  verb: WriteVerb;
  data: CheckedInput;
  key: string;
  /** Row key of its item. */
  row: string;
}

const stepOf = (parts: EngineParts, entry: TransactionEntry): Step => {
  const [name, second] = verbNames.filter((one) => entry[one] !== undefined);
  const data = name && entry[name];
  if (name === undefined || data === undefined || second !== undefined)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  checkEntry(name, data, parts.typed);
  const table = parts.tables.get(data.TableName);
  const key = keyOf(table, data);
  return { verb: verbs[name], data, key, row: rowKeys.item(data.TableName, key) };
};

const stepsOf = (parts: EngineParts, entries: readonly TransactionEntry[]): Step[] => {
  const steps = entries.map((entry) => stepOf(parts, entry));
  if (new Set(steps.map((step) => step.row)).size < steps.length)
    throw invalid('Transaction request cannot include multiple operations on one item');
  return steps;
};

const reasonOf = (fault: Fault, buffer: WriteBuffer, { data, row }: Step): Reason => {
  const message = String(fault.body['message']);
  if (!isConditionFailure(fault)) return { Code: 'ValidationError', Message: message };
  const item = data.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? buffer.seen.get(row)?.item : undefined;
  return { Code: 'ConditionalCheckFailed', Message: message, ...(item && { Item: item }) };
};

/** Decides every step. A reason for each, also for those that may go. */
const decide = (parts: EngineParts, buffer: WriteBuffer, steps: readonly Step[]): Reason[] =>
  steps.map((step) => {
    if (parts.locks.isHeld(step.row)) return conflictReason;
    try {
      step.verb(buffer, step.data, step.key);
      return none;
    } catch (error) {
      if (!isFault(error)) throw error;
      return reasonOf(error, buffer, step);
    }
  });

const checkBytes = (buffer: WriteBuffer): void => {
  const bytes = buffer.writes.reduce((sum, { item, old }) => sum + itemSize(item ?? old?.item ?? {}), 0);
  if (bytes > maxTransactionBytes) throw invalid('Collections of items cannot exceed 4 MB in a transaction');
};

/** Units of items that are looked at and not written: a condition check, or anything in a transaction that is refused. */
const lookedUsages = ({ seen }: WriteBuffer, steps: readonly Step[], written?: ReadonlySet<string>): Usage[] =>
  steps
    .filter((step) => !written?.has(step.row))
    .map(({ data, row }) => ({ table: data.TableName, units: writeUnits(seen.get(row)?.item), indexUnits: {} }));

const repeatedUsages = (parts: EngineParts, steps: readonly Step[]): Usage[] => {
  const buffer = newWriteBuffer(parts);
  return steps.map(({ data }) => {
    const key = keyOf(parts.tables.get(data.TableName), data);
    const stored = buffer.look(data.TableName, key);
    return { table: data.TableName, units: 2 * readUnits(stored ? itemSize(stored.item) : 0), indexUnits: {} };
  });
};

/** Decides on what is stored now: the writes to commit, or throws why not. */
const prepare = (parts: EngineParts, steps: readonly Step[]): WriteBuffer => {
  const buffer = newWriteBuffer(parts);
  const reasons = decide(parts, buffer, steps);
  if (reasons.some((reason) => reason.Code !== 'None')) {
    meterWrites(parts, lookedUsages(buffer, steps).map(doubled));
    throw cancelled(reasons);
  }
  checkBytes(buffer);
  return buffer;
};

/**
 * Decides, holds the items while the transaction is under way, commits. The items stay as they were decided on:
 * whoever else wants to write them meanwhile is refused.
 */
const carryOut = async (parts: EngineParts, steps: readonly Step[], token: Token | undefined): Promise<Usage[]> => {
  const buffer = prepare(parts, steps);
  const held = [...steps.map((step) => step.row), ...(token ? [rowKeys.token(token.name)] : [])];
  parts.locks.take(held);
  let committed: ReturnType<typeof commit>;
  try {
    const underWay = parts.halfLatency();
    if (underWay) await underWay;
    committed = commit(parts, buffer.writes, token && tokenOperations(token, parts.now()));
  } finally {
    parts.locks.release(held);
  }
  const usages = [...committed.usages, ...lookedUsages(buffer, steps, new Set(buffer.writes.map(rowOf)))].map(doubled);
  meterWrites(parts, usages);
  await committed.written;
  return usages;
};

/** Throws while a request with the same token is under way. */
const wasDoneBefore = (parts: EngineParts, token: Token): boolean => {
  if (parts.locks.isHeld(rowKeys.token(token.name)))
    throw new DynamoFault('TransactionInProgressException', 'Transaction in progress for the same client token');
  return wasCarriedOut(parts.log, token, parts.now());
};

/**
 * All of up to 100 writes and checks, or none. A repeat of a request within ten minutes, by its token, succeeds and
 * changes nothing.
 */
export const transactWriteItems: Operation = async (parts, input) => {
  // Before the check takes the input apart.
  const hash =
    'ClientRequestToken' in input && 'TransactItems' in input ? hashOfRequest(input.TransactItems) : undefined;
  const checked = checkTransactWrite(input, parts.typed);
  const { TransactItems, ClientRequestToken: name, ReturnConsumedCapacity: wanted } = checked;
  const token = name === undefined || hash === undefined ? undefined : { name, hash };
  const steps = stepsOf(parts, TransactItems);
  parts.onStep(commitSteps.accepted);
  await parts.halfLatency();
  if (token && wasDoneBefore(parts, token)) {
    const usages = repeatedUsages(parts, steps);
    meterReads(parts, usages);
    return { ConsumedCapacity: consumedCapacity(wanted, usages, 'ReadCapacityUnits') };
  }
  const usages = await carryOut(parts, steps, token);
  parts.onStep(commitSteps.answering);
  return { ConsumedCapacity: consumedCapacity(wanted, usages, 'WriteCapacityUnits') };
};
