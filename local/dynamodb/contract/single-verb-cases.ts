import type { ContractCase } from './contract-case.ts';

const exists = { ConditionExpression: 'attribute_exists(pk)' };
const missing = { ConditionExpression: 'attribute_not_exists(pk)' };
const allOld = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };

export const singleVerbCases: ContractCase[] = [
  {
    name: 'every type of value is read back as it was written',
    observe: async (at) => {
      const values = {
        text: 'é€ñ',
        empty: '',
        number: 12.5,
        yes: true,
        nothing: null,
        list: [1, 'two', [3]],
        map: { a: { b: 'c' } },
        bytes: new Uint8Array([1, 2, 3]),
      };
      await at.put({ sk: 'a', ...values });
      return at.get('a');
    },
    expected: {
      Item: {
        pk: 'single-1',
        sk: 'a',
        text: 'é€ñ',
        empty: '',
        number: 12.5,
        yes: true,
        nothing: null,
        list: [1, 'two', [3]],
        map: { a: { b: 'c' } },
        bytes: new Uint8Array([1, 2, 3]),
      },
    },
  },
  { name: 'a missing item has no Item in its answer', observe: (at) => at.get('none'), expected: {} },
  {
    name: 'a put replaces the whole item and answers the old one when asked',
    observe: async (at) => {
      await at.put({ sk: 'a', old: 1 });
      const answer = await at.put({ sk: 'a', new: 2 }, { ReturnValues: 'ALL_OLD' });
      return [answer, await at.get('a')];
    },
    expected: [{ Attributes: { pk: 'single-3', sk: 'a', old: 1 } }, { Item: { pk: 'single-3', sk: 'a', new: 2 } }],
  },
  {
    name: 'a put with a condition that does not hold is refused, with the item when asked',
    observe: async (at) => {
      await at.put({ sk: 'a', version: 1 });
      return [await at.put({ sk: 'a' }, missing), await at.put({ sk: 'a' }, { ...missing, ...allOld })];
    },
    expected: [
      { error: 'ConditionalCheckFailedException' },
      { error: 'ConditionalCheckFailedException', item: { pk: 'single-4', sk: 'a', version: 1 } },
    ],
  },
  {
    name: 'a refused update of a missing item has no item to show, however much asked',
    observe: (at) => at.update('a', 'SET x = :x', { ...exists, ...allOld, ExpressionAttributeValues: { ':x': 1 } }),
    expected: { error: 'ConditionalCheckFailedException' },
  },
  {
    name: 'an update of a missing item creates it with its key',
    observe: (at) => at.update('a', 'SET x = :x', { ExpressionAttributeValues: { ':x': 1 }, ReturnValues: 'ALL_NEW' }),
    expected: { Attributes: { pk: 'single-6', sk: 'a', x: 1 } },
  },
  {
    name: 'an update of the key is refused',
    observe: (at) => at.update('a', 'SET sk = :x', { ExpressionAttributeValues: { ':x': 'b' } }),
    expected: { error: 'ValidationException' },
  },
  {
    name: 'a delete answers what was there, and deleting what is not there succeeds',
    observe: async (at) => {
      await at.put({ sk: 'a', x: 1 });
      return [
        await at.remove('a', { ReturnValues: 'ALL_OLD' }),
        await at.remove('a', { ReturnValues: 'ALL_OLD' }),
        await at.get('a'),
      ];
    },
    expected: [{ Attributes: { pk: 'single-8', sk: 'a', x: 1 } }, {}, {}],
  },
  {
    name: 'a delete with a condition that does not hold is refused, with the item when asked',
    observe: async (at) => {
      await at.put({ sk: 'a', x: 1 });
      const refused = await at.remove('a', {
        ConditionExpression: 'x > :x',
        ExpressionAttributeValues: { ':x': 5 },
        ...allOld,
      });
      return [refused, await at.get('a')];
    },
    expected: [
      { error: 'ConditionalCheckFailedException', item: { pk: 'single-9', sk: 'a', x: 1 } },
      { Item: { pk: 'single-9', sk: 'a', x: 1 } },
    ],
  },
  {
    name: 'a name or value that no expression uses is refused',
    observe: async (at) => [
      await at.put({ sk: 'a' }, { ...missing, ExpressionAttributeValues: { ':unused': 1 } }),
      await at.put({ sk: 'a' }, { ...missing, ExpressionAttributeNames: { '#unused': 'x' } }),
    ],
    expected: [{ error: 'ValidationException' }, { error: 'ValidationException' }],
  },
  {
    name: 'a reserved word must be aliased',
    observe: async (at) => [
      await at.update('a', 'SET status = :x', { ExpressionAttributeValues: { ':x': 1 } }),
      await at.update('a', 'SET #s = :x', {
        ExpressionAttributeValues: { ':x': 1 },
        ExpressionAttributeNames: { '#s': 'status' },
      }),
    ],
    expected: [{ error: 'ValidationException' }, {}],
  },
];
