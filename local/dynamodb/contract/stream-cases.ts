import type { Bench, ContractCase, StreamRecord } from './contract-case.ts';

const ofCase = async (at: Bench): Promise<StreamRecord[]> =>
  (await at.target.changes()).filter(({ keys }) => keys['pk'] === at.pk);

export const streamCases: ContractCase[] = [
  {
    name: 'every change of an item is a record with both images, in order',
    observe: async (at) => {
      await at.put({ sk: 'a', x: 1 });
      await at.update('a', 'SET x = :v', { ExpressionAttributeValues: { ':v': 2 } });
      await at.remove('a');
      await at.put({ sk: 'a', x: 3 });
      return ofCase(at);
    },
    expected: [
      { eventName: 'INSERT', keys: { pk: 'stream-1', sk: 'a' }, newImage: { pk: 'stream-1', sk: 'a', x: 1 } },
      {
        eventName: 'MODIFY',
        keys: { pk: 'stream-1', sk: 'a' },
        oldImage: { pk: 'stream-1', sk: 'a', x: 1 },
        newImage: { pk: 'stream-1', sk: 'a', x: 2 },
      },
      { eventName: 'REMOVE', keys: { pk: 'stream-1', sk: 'a' }, oldImage: { pk: 'stream-1', sk: 'a', x: 2 } },
      { eventName: 'INSERT', keys: { pk: 'stream-1', sk: 'a' }, newImage: { pk: 'stream-1', sk: 'a', x: 3 } },
    ],
  },
  {
    name: 'a write that changes nothing, or is refused, leaves no record',
    observe: async (at) => {
      await at.put({ sk: 'a', x: 1, y: 2 });
      await at.put({ sk: 'a', y: 2, x: 1 });
      await at.update('a', 'SET x = :v', { ExpressionAttributeValues: { ':v': 1 } });
      await at.put({ sk: 'a' }, { ConditionExpression: 'attribute_not_exists(pk)' });
      await at.remove('none');
      await at.transact([at.asPut({ sk: 'b' }), at.asCheck('none', 'attribute_exists(pk)')]);
      return (await ofCase(at)).map(({ eventName }) => eventName);
    },
    expected: ['INSERT'],
  },
  {
    name: 'a transaction leaves a record for each item it changed, none for what it only checked',
    observe: async (at) => {
      await at.put({ sk: 'a' });
      await at.put({ sk: 'c' });
      await at.transact([
        at.asPut({ sk: 'b' }),
        at.asDelete('c'),
        at.asCheck('a', 'attribute_exists(pk)'),
        at.asUpdate('d', 'SET x = :v', { ExpressionAttributeValues: { ':v': 1 } }),
      ]);
      const records = (await ofCase(at)).slice(2);
      return records.map(({ eventName, keys }) => `${eventName} ${String(keys['sk'])}`).sort();
    },
    expected: ['INSERT b', 'INSERT d', 'REMOVE c'],
  },
  {
    name: 'a batch leaves a record for each item it changed',
    observe: async (at) => {
      await at.batchWrite([{ put: { sk: 'a' } }, { put: { sk: 'b' } }, { remove: 'none' }]);
      return (await ofCase(at)).map(({ keys }) => String(keys['sk'])).sort();
    },
    expected: ['a', 'b'],
  },
];
