import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newMeters } from '../../../local/bill/meters.ts';
import { type DynamoEngine, openEngine } from '../../../local/dynamodb/engine.ts';
import { add, get, item, makeEngine, outcome, put, shop, transact } from './make-engine.ts';

let made: Awaited<ReturnType<typeof makeEngine>>;
let engine: DynamoEngine;

beforeEach(async () => {
  made = await makeEngine();
  ({ engine } = made);
});
afterEach(() => engine.close());

const metered = async (call: Promise<unknown>) => {
  made.meters.reset();
  await outcome(call);
  const { tableReadUnits: read, tableWriteUnits: write } = made.meters.read();
  return { read, write };
};

describe('the bill of the table', () => {
  const large = 'x'.repeat(5000);

  it('counts writes per KB and index, twice in a transaction, and refused ones too', async () => {
    expect(await metered(put(engine, { pk: 'a', ownerPk: 'o', ownerSk: '1', large }))).toEqual({ read: 0, write: 6 });
    expect(await metered(transact(engine, [add('a'), add('b')]))).toEqual({ read: 0, write: 12 });
    const never = { ConditionExpression: 'attribute_not_exists(pk)' };
    expect(await metered(transact(engine, [add('a', never), add('b')]))).toEqual({ read: 0, write: 12 });
    expect(await metered(engine.call('UpdateItem', add('a', never).Update))).toEqual({ read: 0, write: 5 });
  });

  it('counts reads per 4 KB, half when eventually consistent, twice in a transaction', async () => {
    await put(engine, { pk: 'a', large });
    const key = { TableName: 'shop', Key: item({ pk: 'a' }) };
    expect(await metered(engine.call('GetItem', { ...key, ConsistentRead: true }))).toEqual({ read: 2, write: 0 });
    expect(await metered(engine.call('GetItem', key))).toEqual({ read: 1, write: 0 });
    const both = { TransactItems: [{ Get: key }, { Get: { ...key, Key: item({ pk: 'none' }) } }] };
    expect(await metered(engine.call('TransactGetItems', both))).toEqual({ read: 6, write: 0 });
    expect(await metered(engine.call('Scan', { TableName: 'shop' }))).toEqual({ read: 1, write: 0 });
  });

  it('counts a repeated transaction as reading', async () => {
    const token = { ClientRequestToken: 'token' };
    await transact(engine, [add('a')], token);
    expect(await metered(transact(engine, [add('a')], token))).toEqual({ read: 2, write: 0 });
  });
});

describe('a refused write', () => {
  it('was refused for what whoever looks then finds, also while that is still being written', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'cobro-engine-'));
    const onDisk = await openEngine({ dir, tables: [shop], meters: newMeters(), now: () => Date.now() });
    const never = { ConditionExpression: 'attribute_not_exists(pk)' };
    const findsIt = async (pk: string): Promise<boolean> => {
      const refused = await transact(onDisk, [add(pk, never)]).then(
        () => false,
        () => true,
      );
      return !refused || (await get(onDisk, pk)) !== undefined;
    };
    const names = Array.from({ length: 60 }, (_, at) => [`race-${at}`, `race-${at}`, `race-${at}`]).flat();
    expect(new Set(await Promise.all(names.map(findsIt)))).toEqual(new Set([true]));
    await onDisk.close();
    rmSync(dir, { recursive: true, force: true });
  });
});

describe('the change log', () => {
  it('calls its listeners when changes can be read, keeps checkpoints, and forgets what is trimmed', async () => {
    let calls = 0;
    const unsubscribe = engine.onChange(() => {
      calls += 1;
    });
    for (const pk of ['a', 'b', 'c']) await put(engine, { pk });
    expect(calls).toBe(3);
    unsubscribe();
    await put(engine, { pk: 'd' });
    expect(calls).toBe(3);
    expect(await engine.checkpoint('mailer')).toBe(0);
    await engine.saveCheckpoint('mailer', 2);
    expect(await engine.checkpoint('mailer')).toBe(2);
    await engine.trimChanges(2);
    expect((await engine.readChanges(0, 10)).map(({ sequence }) => sequence)).toEqual([3, 4]);
    expect(engine.lastSequence()).toBe(4);
  });

  it('numbers on after a restart, even when everything was trimmed', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'cobro-engine-'));
    const open = () => openEngine({ dir, tables: [shop], meters: newMeters(), now: Date.now });
    let disk = await open();
    await put(disk, { pk: 'a' });
    await disk.trimChanges(1);
    await disk.close();
    disk = await open();
    await put(disk, { pk: 'b' });
    expect((await disk.readChanges(0, 10)).map(({ sequence }) => sequence)).toEqual([2]);
    await disk.close();
    rmSync(dir, { recursive: true });
  });
});

describe('declared tables', () => {
  const dir = () => mkdtempSync(join(tmpdir(), 'cobro-engine-'));
  const open = (folder: string, declared = shop) =>
    openEngine({ dir: folder, tables: [declared], meters: newMeters(), now: Date.now });
  const owned = async (one: DynamoEngine, IndexName: string) => {
    const page = await one.call('Query', {
      TableName: 'shop',
      IndexName,
      KeyConditionExpression: 'ownerPk = :o',
      ExpressionAttributeValues: { ':o': { S: 'o' } },
    });
    return page['Count'];
  };

  it('lose an index that is no longer declared, and get it back filled', async () => {
    const folder = dir();
    let disk = await open(folder);
    for (let n = 0; n < 2500; n += 1) void put(disk, { pk: `p${n}`, ownerPk: 'o', ownerSk: 'same' });
    await put(disk, { pk: 'last', ownerPk: 'o', ownerSk: 'same' });
    await disk.close();
    disk = await open(folder, { ...shop, indexes: [] });
    expect(await outcome(owned(disk, 'owner'))).toBe('ValidationException');
    await put(disk, { pk: 'more', ownerPk: 'o', ownerSk: 'same' });
    await disk.close();
    disk = await open(folder);
    expect(await owned(disk, 'owner')).toBe(2502);
    await disk.close();
    rmSync(folder, { recursive: true });
  });

  it('cannot change their key', async () => {
    const folder = dir();
    await (await open(folder)).close();
    await expect(open(folder, { ...shop, partitionKey: 'id' })).rejects.toThrow('a key cannot be changed');
    rmSync(folder, { recursive: true });
  });
});

describe('the listener for tools outside', () => {
  it('answers over HTTP, errors by their name', async () => {
    await put(engine, { pk: 'a' });
    const listener = await engine.listen(0);
    const credentials = { accessKeyId: 'tool', secretAccessKey: 'tool' };
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${listener.port}`,
      region: 'eu-west-1',
      credentials,
    });
    const read = (TableName: string) => client.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' } } }));
    expect((await read('shop')).Item).toEqual({ pk: { S: 'a' } });
    await expect(read('none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    client.destroy();
    await listener.close();
  });
});

describe('a call that cannot be', () => {
  it('is refused by name: unknown operation, wrong input, local index', async () => {
    expect(await outcome(engine.call('DropTable', {}))).toBe('UnknownOperationException');
    expect(await outcome(engine.call('PutItem', {}))).toBe('ValidationException');
    expect(await outcome(engine.call('DescribeTable', {}))).toBe('ValidationException');
    expect(await outcome(engine.call('GetItem', { TableName: 'shop', Key: { pk: { S: 1 } } }))).toBe(
      'SerializationException',
    );
    expect(await get(engine, 'nothing')).toBeUndefined();
  });
});
