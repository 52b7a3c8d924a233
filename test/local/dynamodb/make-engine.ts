import * as z from 'zod';
import { newMeters } from '../../../local/bill/meters.ts';
import type { TableDeclaration } from '../../../local/dynamodb/declared-tables.ts';
import { type DynamoEngine, openEngine } from '../../../local/dynamodb/engine.ts';

export const start = Date.parse('2030-01-01T00:00:00Z');

export const shop: TableDeclaration = {
  name: 'shop',
  partitionKey: 'pk',
  timeToLive: 'expiresAt',
  indexes: [{ name: 'owner', partitionKey: 'ownerPk', sortKey: 'ownerSk', projection: 'KEYS_ONLY' }],
};

/** An engine in memory on a clock that the test sets. */
export const makeEngine = async () => {
  const clock = { now: start };
  const meters = newMeters();
  const engine = await openEngine({ dir: null, tables: [shop], meters, now: () => clock.now });
  return { engine, clock, meters };
};

/** `name=value` pairs as DynamoDB JSON: numbers as N, all else as S. */
export const item = (values: Record<string, string | number>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? { N: String(value) } : { S: value },
    ]),
  );

export const put = (engine: DynamoEngine, values: Record<string, string | number>) =>
  engine.call('PutItem', { TableName: 'shop', Item: item(values) });

export const add = (pk: string, more: { ConditionExpression?: string } = {}) => ({
  Update: {
    TableName: 'shop',
    Key: item({ pk }),
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
    ...more,
  },
});

export const transact = (engine: DynamoEngine, TransactItems: object[], more: object = {}) =>
  engine.call('TransactWriteItems', { TransactItems, ...more });

export const get = async (engine: DynamoEngine, pk: string) =>
  (await engine.call('GetItem', { TableName: 'shop', Key: item({ pk }), ConsistentRead: true }))['Item'];

const Fault = z.looseObject({
  body: z.looseObject({ CancellationReasons: z.array(z.object({ Code: z.string() })).optional() }).optional(),
});

/** Name of the error, with the reasons of a cancelled transaction; `done` when there was none. */
export const outcome = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'done';
  } catch (error) {
    const { body = {} } = Fault.parse(error);
    const name =
      String(body['__type'] ?? error)
        .split('#')
        .at(-1) ?? '';
    const reasons = body.CancellationReasons?.map((reason) => reason.Code);
    return [name, ...(reasons ?? [])].join(' ');
  }
};
