import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newRequestHandler } from '../../../local/aws/request-handler.ts';
import { newMeters } from '../../../local/bill/meters.ts';
import { type DynamoEngine, openEngine } from '../../../local/dynamodb/engine.ts';

const table = {
  name: 'shop',
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  indexes: [
    { name: 'list', partitionKey: 'listPk', sortKey: 'listSk', projection: 'KEYS_ONLY' as const },
    { name: 'feed', partitionKey: 'feedPk', sortKey: 'feedSk', projection: 'ALL' as const },
  ],
};

let dir: string;
let engine: DynamoEngine;
let client: DynamoDBDocumentClient;
const meters = newMeters();

const open = () => openEngine({ dir, tables: [table], meters, now: () => Date.now() });

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cobro-engine-'));
  engine = await open();
  const requestHandler = newRequestHandler({ dynamodb: (request) => engine.service(request) });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler, region: 'eu-west-1', credentials }), {
    marshallOptions: { removeUndefinedValues: true },
  });
});

afterAll(async () => {
  await engine.close();
  rmSync(dir, { recursive: true, force: true });
});

describe("the product's own document client on the embedded table", () => {
  it('reads back what it wrote, and nothing where there is nothing', async () => {
    const Item = { pk: 'order#1', sk: 'order', lines: [{ sku: 'é', quantity: 2 }], note: '', version: 1 };
    await client.send(new PutCommand({ TableName: 'shop', Item }));
    const found = await client.send(new GetCommand({ TableName: 'shop', Key: { pk: 'order#1', sk: 'order' } }));
    expect(found.Item).toEqual(Item);
    const none = await client.send(new GetCommand({ TableName: 'shop', Key: { pk: 'order#2', sk: 'order' } }));
    expect(none.Item).toBeUndefined();
  });

  it('counts up from nothing', async () => {
    const count = () =>
      client.send(
        new UpdateCommand({
          TableName: 'shop',
          Key: { pk: 'counter#orders', sk: 'counter' },
          UpdateExpression: 'ADD #count :one',
          ExpressionAttributeNames: { '#count': 'count' },
          ExpressionAttributeValues: { ':one': 1 },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
    const counts = await Promise.all(Array.from({ length: 20 }, count));
    expect(counts.map((one) => one.Attributes?.['count']).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    );
  });

  it('commits a transaction whole, in the table, the index and the change log', async () => {
    const before = engine.lastSequence();
    await client.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName: 'shop', Item: { pk: 'o#9', sk: 'o', listPk: 'orders', listSk: 'o#9', version: 1 } } },
          { Put: { TableName: 'shop', Item: { pk: 'o#9', sk: 'event#1', feedPk: 'h', feedSk: '1', kind: 'event' } } },
          {
            Update: {
              TableName: 'shop',
              Key: { pk: 'stock#a', sk: 'stock' },
              UpdateExpression: 'SET #onHand = if_not_exists(#onHand, :v0) + :v1',
              ConditionExpression: 'attribute_not_exists(#pk)',
              ExpressionAttributeNames: { '#onHand': 'onHand', '#pk': 'pk' },
              ExpressionAttributeValues: { ':v0': 0, ':v1': 10 },
            },
          },
        ],
      }),
    );
    const listed = await client.send(
      new QueryCommand({
        TableName: 'shop',
        IndexName: 'list',
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': 'listPk' },
        ExpressionAttributeValues: { ':pk': 'orders' },
        ScanIndexForward: false,
      }),
    );
    expect(listed.Items).toEqual([{ pk: 'o#9', sk: 'o', listPk: 'orders', listSk: 'o#9' }]);
    const changes = await engine.readChanges(before, 10);
    expect(changes.map((change) => [change.eventName, change.keys['sk']?.S])).toEqual([
      ['INSERT', 'o'],
      ['INSERT', 'event#1'],
      ['INSERT', 'stock'],
    ]);
    expect(changes[1]?.newImage?.['kind']).toEqual({ S: 'event' });
  });

  it('refuses a transaction whole and says which condition failed', async () => {
    const send = client.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName: 'shop', Item: { pk: 'x', sk: 'x' } } },
          {
            Put: {
              TableName: 'shop',
              Item: { pk: 'order#1', sk: 'order' },
              ConditionExpression: 'attribute_not_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
        ],
      }),
    );
    const error = await send.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TransactionCanceledException);
    const reasons = error instanceof TransactionCanceledException ? error.CancellationReasons : [];
    expect(reasons?.map((reason) => reason.Code)).toEqual(['None', 'ConditionalCheckFailed']);
    expect(reasons?.[1]?.Item).toMatchObject({ pk: { S: 'order#1' }, version: { N: '1' } });
    const none = await client.send(new GetCommand({ TableName: 'shop', Key: { pk: 'x', sk: 'x' } }));
    expect(none.Item).toBeUndefined();
  });

  it('pages through a partition both ways, narrowed by its sort key', async () => {
    for (let n = 0; n < 7; n += 1)
      await client.send(new PutCommand({ TableName: 'shop', Item: { pk: 'p', sk: `a${n}` } }));
    const pages = async (forward: boolean): Promise<unknown[]> => {
      const seen: unknown[] = [];
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: 'shop',
            KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
            ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
            ExpressionAttributeValues: { ':pk': 'p', ':from': 'a1', ':to': 'a\uffff' },
            ScanIndexForward: forward,
            ConsistentRead: true,
            Limit: 2,
            ExclusiveStartKey,
          }),
        );
        seen.push(...(page.Items ?? []).map((item) => item['sk']));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return seen;
    };
    expect(await pages(true)).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
    expect(await pages(false)).toEqual(['a6', 'a5', 'a4', 'a3', 'a2', 'a1']);
  });

  it('reads a hundred items at once', async () => {
    const keys = Array.from({ length: 100 }, (_, n) => ({ pk: 'p', sk: `a${n}` }));
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { shop: { Keys: keys, ConsistentRead: true } } }),
    );
    expect(answer.Responses?.['shop']).toHaveLength(7);
  });

  it('holds everything after a restart, and fills an index that is declared later', async () => {
    await engine.close();
    const later = { name: 'gsi1', partitionKey: 'listPk', projection: 'ALL' as const };
    engine = await openEngine({
      dir,
      tables: [{ ...table, indexes: [...table.indexes, later] }],
      meters,
      now: Date.now,
    });
    const answer = await client.send(
      new QueryCommand({
        TableName: 'shop',
        IndexName: 'gsi1',
        KeyConditionExpression: 'listPk = :pk',
        ExpressionAttributeValues: { ':pk': 'orders' },
      }),
    );
    expect(answer.Items).toEqual([{ pk: 'o#9', sk: 'o', listPk: 'orders', listSk: 'o#9', version: 1 }]);
    expect(await engine.readChanges(0, 1)).toHaveLength(1);
  });
});
