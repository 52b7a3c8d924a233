import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { AttributeMap } from './attribute-map.ts';
import type { Answer } from './dynalite-types.ts';
import { type Fault, isFault } from './dynamo-fault.ts';
import { fromAttributes, NotPlain, toAttributes } from './plain-values.ts';

/** An operation of the engine whose input is of the right types already: made from a command that TypeScript checked. */
export type TypedCall = (operation: string, input: object) => Promise<Answer>;

/** Where in an input or answer attributes stand, and what is copied as it is. */
type Shape = 'attributes' | 'asIs' | { readonly [member: string]: Shape } | { readonly every: Shape };

const named = <T extends Shape>(names: string, shape: T): Record<string, T> =>
  Object.fromEntries(names.split(' ').map((name) => [name, shape]));

const asIs = (names: string) => named(names, 'asIs' as const);
const attributes = (names: string) => named(names, 'attributes' as const);

const condition = {
  ...asIs('TableName ConditionExpression ExpressionAttributeNames ReturnValuesOnConditionCheckFailure'),
  ...attributes('ExpressionAttributeValues'),
};
const single = { ...condition, ...asIs('ReturnValues ReturnConsumedCapacity') };
const put = { ...condition, ...attributes('Item') };
const keyed = { ...condition, ...attributes('Key') };
const update = { ...keyed, ...asIs('UpdateExpression') };
const keys = { every: { Keys: { every: 'attributes' }, ...asIs('ConsistentRead') } } as const;
const query = {
  ...asIs('TableName IndexName KeyConditionExpression FilterExpression ProjectionExpression ExpressionAttributeNames'),
  ...asIs('ScanIndexForward ConsistentRead Limit Select ReturnConsumedCapacity'),
  ...attributes('ExpressionAttributeValues ExclusiveStartKey'),
};

interface Way {
  name: string;
  /** A member that is not listed here takes the long way. */
  input: Record<string, Shape>;
  /** Members that hold no attributes need no mention. */
  answer: Record<string, Shape>;
}

/** The commands Cobro sends all the time. All others take the long way. */
const ways = new Map<unknown, Way>([
  [
    GetCommand,
    {
      name: 'GetItem',
      input: { ...asIs('TableName ConsistentRead ReturnConsumedCapacity'), ...attributes('Key') },
      answer: attributes('Item'),
    },
  ],
  [PutCommand, { name: 'PutItem', input: { ...single, ...put }, answer: attributes('Attributes') }],
  [UpdateCommand, { name: 'UpdateItem', input: { ...single, ...update }, answer: attributes('Attributes') }],
  [DeleteCommand, { name: 'DeleteItem', input: { ...single, ...keyed }, answer: attributes('Attributes') }],
  [
    QueryCommand,
    { name: 'Query', input: query, answer: { Items: { every: 'attributes' }, ...attributes('LastEvaluatedKey') } },
  ],
  [
    BatchGetCommand,
    {
      name: 'BatchGetItem',
      input: { RequestItems: keys, ...asIs('ReturnConsumedCapacity') },
      answer: { Responses: { every: { every: 'attributes' } }, UnprocessedKeys: keys },
    },
  ],
  [
    TransactWriteCommand,
    {
      name: 'TransactWriteItems',
      input: {
        TransactItems: { every: { Put: put, Update: update, Delete: keyed, ConditionCheck: keyed } },
        ...asIs('ReturnConsumedCapacity ClientRequestToken'),
      },
      answer: {},
    },
  ],
]);

type Convert = (value: object) => unknown;

const isEvery = (shape: Shape): shape is { readonly every: Shape } => typeof shape === 'object' && 'every' in shape;

/** `strict`: a member that the shape does not name throws NotPlain. */
const convert = (value: unknown, shape: Shape, how: { leaf: Convert; strict: boolean }): unknown => {
  if (shape === 'asIs' || typeof value !== 'object' || value === null) return value;
  if (shape === 'attributes') return how.leaf(value);
  if (isEvery(shape) && Array.isArray(value)) return value.map((member) => convert(member, shape.every, how));
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const inner = isEvery(shape) ? shape.every : shape[name];
    if (inner === undefined && how.strict) throw new NotPlain(name);
    copy[name] = inner === undefined ? member : convert(member, inner, how);
  }
  return copy;
};

const Attributes = z.custom<AttributeMap>();
const Canceled = z.object({ message: z.string(), CancellationReasons: z.array(z.looseObject({})) });
const Converted = z.custom<Record<string, unknown>>();

const asInput = { leaf: toAttributes, strict: true };
const asAnswer = { leaf: (value: object) => fromAttributes(Attributes.parse(value)), strict: false };

const inputOf = (input: object, way: Way): Record<string, unknown> | undefined => {
  try {
    return Converted.parse(convert(input, way.input, asInput));
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
};

/** A transaction refused, as the SDK throws it. */
const canceledOf = (fault: Fault): TransactionCanceledException | undefined => {
  if (!String(fault.body['__type']).endsWith('#TransactionCanceledException')) return undefined;
  const { message, CancellationReasons } = Canceled.parse(fault.body);
  return new TransactionCanceledException({ message, CancellationReasons, $metadata: { httpStatusCode: 400 } });
};

interface Sendable {
  input: object;
}

const answerOf = async (call: TypedCall, way: Way, input: object): Promise<unknown> => {
  const answer = await call(way.name, input);
  return { ...Converted.parse(convert(answer, way.answer, asAnswer)), $metadata: { httpStatusCode: 200 } };
};

/**
 * Lets a document client hand its commands to the engine of this process as they are: without JSON, signature and the
 * SDK's middleware, which cost several times what the engine does. What it does not know, and what is refused other than
 * by a condition, takes the long way (`send` of the SDK), so that errors are the SDK's own. `find`: the engine's call, or
 * undefined where there is none to take the short way to.
 */
export const takeShortWay = (client: DynamoDBDocumentClient, find: () => TypedCall | undefined): void => {
  const original = client.send.bind(client);
  const longWay = (...given: unknown[]): unknown => Reflect.apply(original, undefined, given);
  const send = async (command: Sendable, ...more: unknown[]): Promise<unknown> => {
    const call = find();
    const way = more.length === 0 && call ? ways.get(command.constructor) : undefined;
    const input = way && inputOf(command.input, way);
    if (!call || !way || !input) return longWay(command, ...more);
    try {
      return await answerOf(call, way, input);
    } catch (error) {
      if (!isFault(error) || error.statusCode >= 500) throw error;
      const canceled = canceledOf(error);
      if (canceled) throw canceled;
      return longWay(command);
    }
  };
  Object.defineProperty(client, 'send', { value: send });
};
