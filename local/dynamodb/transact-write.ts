import { consumedCapacity, doubled } from './capacity.ts';
import { checkEntry, checkTransactWrite, type TransactionEntry } from './checked-input.ts';
import { commitSteps } from './commit-log.ts';
import type { Answer, CheckedInput } from './dynalite-types.ts';
import { DynamoFault, type Fault, invalid, isConditionFailure, isFault } from './dynamo-fault.ts';
import { commit, type EngineParts, meterReads, meterWrites, newWriteBuffer, type Operation } from './engine-parts.ts';
import { itemSize, readUnits, writeUnits } from './item-size.ts';
import type { Usage } from './item-writes.ts';
import { hashOfRequest, tokenOperations, wasCarriedOut } from './request-tokens.ts';
import { rowKeys } from './row-keys.ts';
import type { WriteBuffer } from './write-buffer.ts';
import { checkCondition, keyOf, put, remove, update, type WriteVerb } from './write-verbs.ts';

const maxTransactionBytes = 4 * 1024 * 1024;

const verbs = { Put: put, Update: update, Delete: remove, ConditionCheck: checkCondition } as const;
type VerbName = keyof typeof verbs;
const verbNames: readonly VerbName[] = ['ConditionCheck', 'Put', 'Delete', 'Update'];

interface Step {
  verb: WriteVerb;
  data: CheckedInput;
  /** Row key of its item. */
  row: string;
}

interface Reason {
  Code: string;
  Message?: string;
  Item?: unknown;
}

/** TransactionCanceledException with its reasons in the order of the items. */
export const cancelled = (reasons: readonly Reason[]): DynamoFault =>
  new DynamoFault(
    'TransactionCanceledException',
    'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      `[${reasons.map((reason) => reason.Code).join(', ')}]`,
    { CancellationReasons: reasons },
  );

export const conflictReason: Reason = {
  Code: 'TransactionConflict',
  Message: 'Transaction is ongoing for the item',
};

const none: Reason = { Code: 'None' };

const stepOf = (parts: EngineParts, entry: TransactionEntry): Step => {
  const [name, second] = verbNames.filter((one) => entry[one] !== undefined);
  const data = name && entry[name];
  if (name === undefined || data === undefined || second !== undefined)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  checkEntry(name, data);
  const table = parts.tables.get(data.TableName);
  return { verb: verbs[name], data, row: rowKeys.item(data.TableName, keyOf(table, data)) };
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
const decide = (buffer: WriteBuffer, steps: readonly Step[]): Reason[] =>
  steps.map((step) => {
    try {
      step.verb(buffer, step.data);
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
const lookedUsages = (buffer: WriteBuffer, steps: readonly Step[], written: ReadonlySet<string>): Usage[] =>
  steps
    .filter((step) => !written.has(step.row))
    .map(({ data, row }) => ({
      table: data.TableName,
      units: writeUnits(buffer.seen.get(row)?.item),
      indexUnits: {},
    }));

const repeatedUsages = (parts: EngineParts, steps: readonly Step[]): Usage[] => {
  const buffer = newWriteBuffer(parts);
  return steps.map(({ data }) => {
    const key = keyOf(parts.tables.get(data.TableName), data);
    const stored = buffer.look(data.TableName, key);
    return { table: data.TableName, units: 2 * readUnits(stored ? itemSize(stored.item) : 0), indexUnits: {} };
  });
};

interface Request {
  steps: readonly Step[];
  token: string | undefined;
  hash: string;
}

/** Decides on what is stored now and commits, or throws why not. */
const carryOut = (parts: EngineParts, { steps, token, hash }: Request) => {
  const buffer = newWriteBuffer(parts);
  const reasons = decide(buffer, steps);
  if (reasons.some((reason) => reason.Code !== 'None')) {
    meterWrites(parts, lookedUsages(buffer, steps, new Set()).map(doubled));
    throw cancelled(reasons);
  }
  checkBytes(buffer);
  const tokens = token === undefined ? [] : tokenOperations(token, parts.now(), hash);
  const { usages, written } = commit(parts, buffer.writes, tokens);
  const rows = new Set(buffer.writes.map((one) => rowKeys.item(one.table.description.TableName, one.key)));
  const all = [...usages, ...lookedUsages(buffer, steps, rows)].map(doubled);
  meterWrites(parts, all);
  return { usages: all, written };
};

const locked = async (parts: EngineParts, request: Request): Promise<Usage[]> => {
  const items = request.steps.map((step) => step.row);
  const token = request.token === undefined ? [] : [rowKeys.token(request.token)];
  if (token.some((row) => parts.locks.isHeld(row)))
    throw new DynamoFault('TransactionInProgressException', 'Transaction in progress for the same client token');
  const rows = [...items, ...token];
  if (!parts.locks.take(rows)) throw cancelled(items.map((row) => (parts.locks.isHeld(row) ? conflictReason : none)));
  let done: ReturnType<typeof carryOut>;
  try {
    await parts.halfLatency();
    done = carryOut(parts, request);
    await parts.halfLatency();
  } finally {
    parts.locks.release(rows);
  }
  await done.written;
  return done.usages;
};

/**
 * All of up to 100 writes and checks, or none. Its items are held from here until it has committed. A repeat of a
 * request within ten minutes, by its token, succeeds and changes nothing.
 */
export const transactWriteItems: Operation = async (parts, input) => {
  const hash = hashOfRequest('TransactItems' in input ? input.TransactItems : undefined);
  const { TransactItems, ClientRequestToken: token, ReturnConsumedCapacity: wanted } = checkTransactWrite(input);
  const steps = stepsOf(parts, TransactItems);
  parts.onStep(commitSteps.accepted);
  if (token !== undefined && wasCarriedOut(parts.log, token, { hash, now: parts.now() })) {
    const usages = repeatedUsages(parts, steps);
    meterReads(parts, usages);
    return { ConsumedCapacity: consumedCapacity(wanted, usages, 'ReadCapacityUnits') };
  }
  const usages = await locked(parts, { steps, token, hash });
  parts.onStep(commitSteps.answering);
  const answer: Answer = { ConsumedCapacity: consumedCapacity(wanted, usages, 'WriteCapacityUnits') };
  return answer;
};
