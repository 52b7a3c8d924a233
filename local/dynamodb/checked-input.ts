import deleteItem from 'dynalite/validations/deleteItem.js';
import validations from 'dynalite/validations/index.js';
import putItem from 'dynalite/validations/putItem.js';
import updateItem from 'dynalite/validations/updateItem.js';
import * as z from 'zod';
import type { AttributeMap } from './attribute-map.ts';
import type { CheckedInput, Checks, ParameterTypes } from './dynalite-types.ts';
import { checkOnce } from './known-inputs.ts';
import { mendExpressions } from './mend-expressions.ts';
import { unlimited } from './write-buffer.ts';

/** What dynalite has checked, zod need not check again. */
const checkedInput = z.custom<CheckedInput>();

const store = { options: unlimited };

/** Newer than dynalite. */
const onConditionFailure = {
  ReturnValuesOnConditionCheckFailure: { type: 'String', enum: ['ALL_OLD', 'NONE'] },
};

const withOnConditionFailure = ({ types, custom }: Checks): Checks => ({
  types: { ...types, ...onConditionFailure },
  custom,
});

export const putChecks = withOnConditionFailure(putItem);
export const updateChecks = withOnConditionFailure(updateItem);
export const deleteChecks = withOnConditionFailure(deleteItem);

const kinds = new Map<ParameterTypes, string>();

/** Every operation has types of its own. */
const kindOf = (types: ParameterTypes): string => {
  const kind = kinds.get(types) ?? `operation ${kinds.size}`;
  kinds.set(types, kind);
  return kind;
};

/**
 * The input with types and rules checked and expressions parsed, by dynalite. Takes the input apart. `typed`: the types
 * are known to be right.
 */
export const checkInput = (input: object, { types, custom }: Checks, typed = false): CheckedInput => {
  const data = checkedInput.parse(typed ? input : validations.checkTypes(input, types));
  const check = (): void => validations.checkValidations(data, types, custom, store);
  if (typed) checkOnce(kindOf(types), data, check);
  else check();
  mendExpressions(data);
  return data;
};

type TransactionVerb = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';
export type TransactionEntry = Partial<Record<TransactionVerb, CheckedInput>>;

const pick = ({ types }: Checks, ...names: string[]): ParameterTypes =>
  Object.fromEntries(names.map((name) => [name, types[name]]));

const condition = [
  'TableName',
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValuesOnConditionCheckFailure',
];
const verb = (children: ParameterTypes): ParameterTypes => ({ type: 'FieldStruct<Verb>', children });
const required = { type: 'String', notNull: true };

const consumedCapacity = { ReturnConsumedCapacity: { type: 'String', enum: ['INDEXES', 'TOTAL', 'NONE'] } };

const transactWriteTypes: ParameterTypes = {
  ...consumedCapacity,
  ReturnItemCollectionMetrics: { type: 'String', enum: ['SIZE', 'NONE'] },
  ClientRequestToken: { type: 'String', lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
  TransactItems: {
    type: 'List',
    notNull: true,
    lengthGreaterThanOrEqual: 1,
    lengthLessThanOrEqual: 100,
    children: {
      type: 'ValueStruct<TransactWriteItem>',
      children: {
        Put: verb(pick(putChecks, 'Item', ...condition)),
        Update: verb({ ...pick(updateChecks, 'Key', ...condition), UpdateExpression: required }),
        Delete: verb(pick(deleteChecks, 'Key', ...condition)),
        ConditionCheck: verb({ ...pick(deleteChecks, 'Key', ...condition), ConditionExpression: required }),
      },
    },
  },
};

interface TransactWriteInput {
  TransactItems: TransactionEntry[];
  ClientRequestToken?: string;
  ReturnConsumedCapacity?: 'TOTAL' | 'INDEXES' | 'NONE';
}

const transactWriteInput = z.custom<TransactWriteInput>();

/** What the rules of a whole transaction look at: how many entries of what, and their tables. */
const outlineOf = ({ TransactItems, ...more }: TransactWriteInput): string => {
  const entries = TransactItems.map((entry) =>
    Object.entries(entry)
      .map(([name, one]) => `${name} ${one.TableName} ${Object.keys(one).join()}`)
      .join('+'),
  );
  return `${JSON.stringify(more)}${entries.join(' ')}`;
};

/** Outlines that were right: a process commits the same few kinds of changes over and over. */
const rightOutlines = new Set<string>();
const mostOutlines = 2000;

/** As `checkInput`; the rules of each entry are checked by `checkEntry`. */
export const checkTransactWrite = (input: object, typed: boolean): TransactWriteInput => {
  const data = transactWriteInput.parse(typed ? input : validations.checkTypes(input, transactWriteTypes));
  const outline = typed ? outlineOf(data) : undefined;
  if (outline !== undefined && rightOutlines.has(outline)) return data;
  validations.checkValidations(data, transactWriteTypes, undefined, store);
  if (rightOutlines.size >= mostOutlines) rightOutlines.clear();
  if (outline !== undefined) rightOutlines.add(outline);
  return data;
};

const entryChecks: Record<TransactionVerb, Checks> = {
  Put: putChecks,
  Update: updateChecks,
  Delete: deleteChecks,
  ConditionCheck: deleteChecks,
};

/** The rules of one entry of a transaction, as those of the single verb. */
export const checkEntry = (verb: TransactionVerb, data: CheckedInput, typed: boolean): void => {
  const check = (): void => validations.checkValidations(data, {}, entryChecks[verb].custom, store);
  if (typed) checkOnce(verb, data, check);
  else check();
  mendExpressions(data);
};

const transactGetTypes: ParameterTypes = {
  ...consumedCapacity,
  TransactItems: {
    type: 'List',
    notNull: true,
    lengthGreaterThanOrEqual: 1,
    lengthLessThanOrEqual: 100,
    children: {
      type: 'ValueStruct<TransactGetItem>',
      children: {
        Get: {
          type: 'FieldStruct<Get>',
          notNull: true,
          children: {
            ...pick(deleteChecks, 'TableName', 'Key', 'ExpressionAttributeNames'),
            ProjectionExpression: { type: 'String' },
          },
        },
      },
    },
  },
};

interface TransactGetInput {
  TransactItems: { Get: CheckedInput & { Key: AttributeMap } }[];
  ReturnConsumedCapacity?: 'TOTAL' | 'INDEXES' | 'NONE';
}

export const checkTransactGet = (input: object): TransactGetInput => {
  const data = z.custom<TransactGetInput>().parse(validations.checkTypes(input, transactGetTypes));
  validations.checkValidations(data, transactGetTypes, undefined, store);
  return data;
};
