import deleteItem from 'dynalite/actions/deleteItem.js';
import updateItem from 'dynalite/actions/updateItem.js';
import db from 'dynalite/db/index.js';
import type { Action, Answer, CheckedInput } from './dynalite-types.ts';
import { checkIndexKeys, checkItemSize, checkKeyBytes } from './item-limits.ts';
import type { Table } from './tables.ts';
import type { WriteBuffer } from './write-buffer.ts';

/** The verb run on the buffer: answers or throws before it returns. `key`: what `keyOf` made of the input. */
export type WriteVerb = (buffer: WriteBuffer, data: CheckedInput, key: string) => Answer;

/** Runs one of dynalite's actions, all of whose callbacks the buffer calls at once. */
export const run = (action: Action, buffer: WriteBuffer, data: CheckedInput): Answer => {
  let outcome: { error?: unknown; answer?: Answer } | undefined;
  action(buffer, data, (error, answer) => {
    outcome = { error, answer };
  });
  if (outcome === undefined) throw new Error('A writing action did not end when it returned.');
  if (outcome.error) throw outcome.error;
  return outcome.answer ?? {};
};

const checkWritten = (buffer: WriteBuffer, verb: 'Put' | 'Update'): void => {
  const write = buffer.writes.at(-1);
  if (!write?.item) return;
  checkIndexKeys(write.item, write.table.description);
  checkItemSize(write.item, verb);
};

/** As dynalite's action, of the same parts; that one makes the key and the index entries another time, and is the commonest. */
export const put: WriteVerb = (buffer, data, key) => {
  const stored = buffer.look(data.TableName, key);
  const failed = db.checkConditional(data, stored?.item);
  if (failed) throw failed;
  buffer.note(buffer.table(data.TableName), key, data.Item);
  checkWritten(buffer, 'Put');
  return data['ReturnValues'] === 'ALL_OLD' && stored ? { Attributes: stored.item } : {};
};

export const update: WriteVerb = (buffer, data) => {
  const answer = run(updateItem, buffer, data);
  checkWritten(buffer, 'Update');
  return answer;
};

export const remove: WriteVerb = (buffer, data) => run(deleteItem, buffer, data);

/** dynalite has no such verb, but what it is made of. */
export const checkCondition: WriteVerb = (buffer, data, key) => {
  const stored = buffer.look(data.TableName, key);
  const failed = db.checkConditional(data, stored?.item);
  if (failed) throw failed;
  return {};
};

/** The stored key of the item a write is about. Throws when it does not fit the table. */
export const keyOf = ({ description }: Table, data: CheckedInput): string => {
  const keys = data.Item ?? data.Key;
  const fault = data.Item ? db.validateItem(data.Item, description) : db.validateKey(data.Key, description);
  if (fault) throw fault;
  checkKeyBytes(keys, description);
  return db.createKey(keys, description);
};
