import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DynamoEngine } from '../../../local/dynamodb/engine.ts';
import { add, get, item, makeEngine, outcome, put, transact } from './make-engine.ts';

let engine: DynamoEngine;

beforeEach(async () => {
  ({ engine } = await makeEngine());
  await put(engine, { pk: 'a', n: 0 });
  await put(engine, { pk: 'b', n: 0 });
});
afterEach(() => engine.close());

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Long enough after the start of a transaction of 60 ms that it holds its items, and long before its end. */
const whileHeld = () => sleep(45);

const updateAlone = () => engine.call('UpdateItem', add('a').Update);

describe('without latency', () => {
  it('transactions on one item follow one another: none is refused, none is lost', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => outcome(transact(engine, [add('a'), add('b')]))),
    );
    expect(new Set(outcomes)).toEqual(new Set(['done']));
    expect(await get(engine, 'a')).toEqual(item({ pk: 'a', n: 100 }));
  });
});

describe('while a transaction holds an item', () => {
  let first: Promise<string>;

  beforeEach(async () => {
    engine.setLatency(60);
    first = outcome(transact(engine, [add('a')], { ClientRequestToken: 'first' }));
    await whileHeld();
    engine.setLatency(0);
  });

  it('another transaction is refused, with the reason at the item', async () => {
    const other = await outcome(transact(engine, [add('b'), add('a')]));
    expect(other).toBe('TransactionCanceledException None TransactionConflict');
    expect(await first).toBe('done');
    expect(await get(engine, 'b')).toEqual(item({ pk: 'b', n: 0 }));
  });

  it('a single write of the item is refused, one of another item is not', async () => {
    expect(await outcome(updateAlone())).toBe('TransactionConflictException');
    expect(await outcome(put(engine, { pk: 'b', n: 7 }))).toBe('done');
    expect(await first).toBe('done');
    expect(await outcome(updateAlone())).toBe('done');
    expect(await get(engine, 'a')).toEqual(item({ pk: 'a', n: 2 }));
  });

  it('a batch leaves the item unprocessed', async () => {
    const requests = ['a', 'b'].map((pk) => ({ PutRequest: { Item: item({ pk, n: 9 }) } }));
    const answer = await engine.call('BatchWriteItem', { RequestItems: { shop: requests } });
    expect(answer['UnprocessedItems']).toEqual({ shop: [requests[0]] });
    expect(await get(engine, 'b')).toEqual(item({ pk: 'b', n: 9 }));
    await first;
    expect(await get(engine, 'a')).toEqual(item({ pk: 'a', n: 1 }));
  });

  it('a plain read sees the state before; a transactional one is refused', async () => {
    expect(await get(engine, 'a')).toEqual(item({ pk: 'a', n: 0 }));
    const Get = { TableName: 'shop', Key: item({ pk: 'a' }) };
    const read = () => engine.call('TransactGetItems', { TransactItems: [{ Get }] });
    expect(await outcome(read())).toBe('TransactionCanceledException TransactionConflict');
    await first;
    expect((await read())['Responses']).toEqual([{ Item: item({ pk: 'a', n: 1 }) }]);
  });

  it('the same request again is told that it is under way, and afterwards that it is done', async () => {
    const again = () => outcome(transact(engine, [add('a')], { ClientRequestToken: 'first' }));
    expect(await again()).toBe('TransactionInProgressException');
    await first;
    expect(await again()).toBe('done');
    expect(await get(engine, 'a')).toEqual(item({ pk: 'a', n: 1 }));
  });

  it('a transaction whose condition fails holds nothing', async () => {
    await first;
    engine.setLatency(60);
    const failing = add('a', { ConditionExpression: 'attribute_not_exists(pk)' });
    const refused = outcome(transact(engine, [failing]));
    await whileHeld();
    engine.setLatency(0);
    expect(await outcome(updateAlone())).toBe('done');
    expect(await refused).toBe('TransactionCanceledException ConditionalCheckFailed');
  });
});
