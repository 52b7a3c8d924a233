import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DynamoEngine } from '../../../local/dynamodb/engine.ts';
import { add, get, item, makeEngine, outcome, put, start, transact } from './make-engine.ts';

let engine: DynamoEngine;
let clock: { now: number };

beforeEach(async () => {
  ({ engine, clock } = await makeEngine());
});
afterEach(() => engine.close());

const seconds = start / 1000;
const minute = 60_000;

describe('items that expire', () => {
  it('can be read until they are swept, and leave a change record that says who removed them', async () => {
    await put(engine, { pk: 'old', expiresAt: seconds + 10, ownerPk: 'o', ownerSk: '1' });
    await put(engine, { pk: 'later', expiresAt: seconds + 1000 });
    await put(engine, { pk: 'never' });
    clock.now = start + 11_000;
    expect(await get(engine, 'old')).toBeDefined();
    expect(await engine.sweepExpired(clock.now)).toBe(1);
    expect(await get(engine, 'old')).toBeUndefined();
    expect(await get(engine, 'later')).toBeDefined();
    const changes = await engine.readChanges(3, 10);
    expect(changes).toMatchObject([
      {
        eventName: 'REMOVE',
        keys: item({ pk: 'old' }),
        at: clock.now,
        userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
      },
    ]);
    const listed = await engine.call('Query', {
      TableName: 'shop',
      IndexName: 'owner',
      KeyConditionExpression: 'ownerPk = :o',
      ExpressionAttributeValues: { ':o': { S: 'o' } },
    });
    expect(listed['Count']).toBe(0);
    expect(await engine.sweepExpired(clock.now)).toBe(0);
  });

  it('follow the attribute when it is changed or taken away', async () => {
    await put(engine, { pk: 'longer', expiresAt: seconds + 10 });
    await put(engine, { pk: 'longer', expiresAt: seconds + 100 });
    await put(engine, { pk: 'kept', expiresAt: seconds + 10 });
    await put(engine, { pk: 'kept' });
    expect(await engine.sweepExpired(start + 50_000)).toBe(0);
    expect(await engine.sweepExpired(start + 101_000)).toBe(1);
    expect(await get(engine, 'kept')).toBeDefined();
  });

  it('stay when the time is more than five years ago: it is a mistake', async () => {
    await put(engine, { pk: 'mistake', expiresAt: 1000 });
    await put(engine, { pk: 'text', expiresAt: 'soon' });
    expect(await engine.sweepExpired(start)).toBe(0);
  });

  it('are found when time to live is set on a table that has items already', async () => {
    await engine.call('CreateTable', {
      TableName: 'plain',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    for (let id = 0; id < 5; id += 1)
      await engine.call('PutItem', { TableName: 'plain', Item: item({ id, until: seconds + id }) });
    const TimeToLiveSpecification = { AttributeName: 'until', Enabled: true };
    await engine.call('UpdateTimeToLive', { TableName: 'plain', TimeToLiveSpecification });
    expect(await engine.sweepExpired(start + 3500)).toBe(4);
    expect((await engine.call('Scan', { TableName: 'plain' }))['Count']).toBe(1);
  });
});

describe('request tokens', () => {
  it('stand for their request for ten minutes', async () => {
    const once = () => outcome(transact(engine, [add('a')], { ClientRequestToken: 'token' }));
    await once();
    clock.now = start + 9 * minute;
    await once();
    expect(await get(engine, 'a')).toEqual(item({ pk: 'a', n: 1 }));
    clock.now = start + 10 * minute;
    await once();
    expect(await get(engine, 'a')).toEqual(item({ pk: 'a', n: 2 }));
  });

  it('are forgotten only when their last use is old', async () => {
    const once = () => outcome(transact(engine, [add('a')], { ClientRequestToken: 'token' }));
    await once();
    clock.now = start + 11 * minute;
    await once();
    await engine.sweepExpired(clock.now);
    await once();
    expect(await get(engine, 'a')).toEqual(item({ pk: 'a', n: 2 }));
  });
});
