import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newRequestHandler } from '../../../local/aws/request-handler.ts';
import { newMeters } from '../../../local/bill/meters.ts';
import { type DynamoEngine, openEngine } from '../../../local/dynamodb/engine.ts';
import { takeShortWay } from '../../../local/dynamodb/short-way.ts';

let engine: DynamoEngine;
let long: DynamoDBDocumentClient;
let short: DynamoDBDocumentClient;
const meters = newMeters();
const TableName = 'shop';

beforeAll(async () => {
  const tables = [{ name: TableName, partitionKey: 'pk', sortKey: 'sk', indexes: [] }];
  engine = await openEngine({ dir: null, tables, meters, now: () => Date.now() });
  const client = (): DynamoDBDocumentClient =>
    DynamoDBDocumentClient.from(
      new DynamoDBClient({
        requestHandler: newRequestHandler({ dynamodb: (request) => engine.service(request) }),
        region: 'eu-west-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      }),
      { marshallOptions: { removeUndefinedValues: true } },
    );
  long = client();
  short = client();
  takeShortWay(short, () => engine.service.typed);
});
afterAll(() => engine.close());

const key = (pk: string) => ({ pk, sk: 'x' });
const readBy = async (client: DynamoDBDocumentClient, pk: string) =>
  (await client.send(new GetCommand({ TableName, Key: key(pk) }))).Item;

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'grapheme' }),
    fc.maxSafeInteger(),
    fc.double({ min: -1e15, max: 1e15, noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), tie('any'), { maxKeys: 4 }),
  ),
})).any;

describe('the short way to the table', () => {
  it('writes and reads every plain value as the SDK does', async () => {
    await fc.assert(
      fc.asyncProperty(value, async (data) => {
        const write = (client: DynamoDBDocumentClient, pk: string) =>
          client.send(new PutCommand({ TableName, Item: { ...key(pk), data } })).then(
            () => 'written',
            (error: Error) => error.name,
          );
        expect(await write(short, 'short')).toBe(await write(long, 'long'));
        const [byShort, byLong] = [await readBy(short, 'short'), await readBy(long, 'short')];
        expect(byShort).toStrictEqual(byLong);
        expect(byShort?.['data']).toStrictEqual((await readBy(long, 'long'))?.['data']);
      }),
      { numRuns: 300 },
    );
  });

  it('hands sets, bytes and numbers beyond the exact ones over to the SDK, and reads them like it', async () => {
    const Item = { ...key('odd'), set: new Set(['a', 'b']), bytes: new Uint8Array([1, 2, 250]), tiny: 1.5e-9 };
    await short.send(new PutCommand({ TableName, Item }));
    expect(await readBy(short, 'odd')).toStrictEqual(await readBy(long, 'odd'));
    expect(await readBy(short, 'odd')).toMatchObject({ set: new Set(['a', 'b']), tiny: 1.5e-9 });
    const tooLarge = { TableName, Item: { ...key('odd'), n: 2 ** 60 } };
    await expect(short.send(new PutCommand(tooLarge))).rejects.toThrow(/MAX_SAFE_INTEGER/);
  });

  it('decides the same condition anew for other values', async () => {
    await short.send(new PutCommand({ TableName, Item: { ...key('credit'), used: 0, limit: 100 } }));
    const use = (amount: number, most: number) =>
      short.send(
        new UpdateCommand({
          TableName,
          Key: key('credit'),
          UpdateExpression: 'SET #used = #used + :amount',
          ConditionExpression: '#used <= :most',
          ExpressionAttributeNames: { '#used': 'used' },
          ExpressionAttributeValues: { ':amount': amount, ':most': most },
        }),
      );
    await use(60, 40);
    await expect(use(50, 50)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    await use(40, 60);
    expect(await readBy(short, 'credit')).toMatchObject({ used: 100 });
    // The same words with a text in the place of a number are another input, and a wrong one.
    const text = { TableName, Key: key('credit'), UpdateExpression: 'SET used = used + :amount' };
    await expect(
      short.send(new UpdateCommand({ ...text, ExpressionAttributeValues: { ':amount': 'ten' } })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await short.send(new UpdateCommand({ ...text, ExpressionAttributeValues: { ':amount': 1 } }));
  });

  it('refuses a range upside down, also after a right one of the same words', async () => {
    const between = (from: string, to: string) =>
      short.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': 'credit', ':from': from, ':to': to },
        }),
      );
    expect((await between('a', 'z')).Items).toHaveLength(1);
    expect((await between('y', 'z')).Items).toHaveLength(0);
    await expect(between('z', 'a')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('tells of a refused transaction what the SDK tells, and costs the same', async () => {
    const cancel = async (client: DynamoDBDocumentClient) => {
      meters.reset();
      const error: any = await client
        .send(
          new TransactWriteCommand({
            TransactItems: [
              { Put: { TableName, Item: key('never') } },
              { Delete: { TableName, Key: key('credit'), ConditionExpression: 'attribute_not_exists(pk)' } },
            ],
          }),
        )
        .catch((thrown: unknown) => thrown);
      const { name, message, CancellationReasons } = error;
      return { name, message, CancellationReasons, units: meters.read().tableWriteUnits, is: error.constructor.name };
    };
    expect(await cancel(short)).toEqual(await cancel(long));
    expect(await readBy(short, 'never')).toBeUndefined();
  });
});
