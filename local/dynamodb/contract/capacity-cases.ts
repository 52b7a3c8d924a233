import type { ContractCase } from './contract-case.ts';

const kb = (n: number): string => 'x'.repeat(n * 1024 - 100);
const asked = { ReturnConsumedCapacity: 'INDEXES' as const };
const total = { ReturnConsumedCapacity: 'TOTAL' as const };
const name = { TableName: 'contract' };

export const capacityCases: ContractCase[] = [
  {
    name: 'a write costs a unit per started KB of the larger of old and new item',
    observe: async (at) => [
      (await at.put({ sk: 'a', x: kb(3) }, total))['ConsumedCapacity'],
      (await at.put({ sk: 'a', x: 'small' }, total))['ConsumedCapacity'],
      (await at.update('a', 'SET x = :x', { ...total, ExpressionAttributeValues: { ':x': kb(2) } }))[
        'ConsumedCapacity'
      ],
      (await at.remove('a', total))['ConsumedCapacity'],
      (await at.remove('a', total))['ConsumedCapacity'],
    ],
    expected: [
      { ...name, CapacityUnits: 3 },
      { ...name, CapacityUnits: 3 },
      { ...name, CapacityUnits: 2 },
      { ...name, CapacityUnits: 2 },
      { ...name, CapacityUnits: 1 },
    ],
  },
  {
    name: 'each index that a write touches costs its own; a moved entry costs twice, an untouched one nothing',
    observe: async (at) => {
      const keys = { listPk: at.pk, listSk: '1', feedPk: at.pk, feedSk: '1' };
      const set = (expression: string, v: unknown) =>
        at.update('a', expression, { ...asked, ExpressionAttributeValues: { ':v': v } });
      return [
        (await at.put({ sk: 'a', x: kb(2), ...keys }, asked))['ConsumedCapacity'],
        (await set('SET listSk = :v', '2'))['ConsumedCapacity'],
        (await set('SET note = :v', 'n'))['ConsumedCapacity'],
      ];
    },
    expected: [
      {
        ...name,
        CapacityUnits: 5,
        Table: { CapacityUnits: 2 },
        GlobalSecondaryIndexes: { list: { CapacityUnits: 1 }, feed: { CapacityUnits: 2 } },
      },
      {
        ...name,
        CapacityUnits: 6,
        Table: { CapacityUnits: 2 },
        GlobalSecondaryIndexes: { list: { CapacityUnits: 2 }, feed: { CapacityUnits: 2 } },
      },
      {
        ...name,
        CapacityUnits: 4,
        Table: { CapacityUnits: 2 },
        GlobalSecondaryIndexes: { feed: { CapacityUnits: 2 } },
      },
    ],
  },
  {
    name: 'a read costs a unit per started 4 KB, half when it is eventually consistent, also when nothing is there',
    observe: async (at) => {
      await at.put({ sk: 'a', x: kb(6) });
      return [
        (await at.get('a', total))['ConsumedCapacity'],
        (await at.get('a', { ...total, ConsistentRead: false }))['ConsumedCapacity'],
        (await at.get('none', total))['ConsumedCapacity'],
        (await at.get('none', { ...total, ConsistentRead: false }))['ConsumedCapacity'],
      ];
    },
    expected: [
      { ...name, CapacityUnits: 2 },
      { ...name, CapacityUnits: 1 },
      { ...name, CapacityUnits: 1 },
      { ...name, CapacityUnits: 0.5 },
    ],
  },
  {
    name: 'a query costs by the bytes of its page together, filtered or not',
    observe: async (at) => {
      for (const sk of ['a', 'b', 'c']) await at.put({ sk, x: kb(2), listPk: at.pk, listSk: sk });
      const filter = { FilterExpression: 'attribute_exists(gone)' };
      return [
        (await at.query(total))['ConsumedCapacity'],
        (await at.query({ ...total, ...filter }))['ConsumedCapacity'],
        (await at.query({ ...asked, IndexName: 'list', KeyConditionExpression: 'listPk = :pk' }))['ConsumedCapacity'],
      ];
    },
    expected: [
      { ...name, CapacityUnits: 2 },
      { ...name, CapacityUnits: 2 },
      {
        ...name,
        CapacityUnits: 0.5,
        Table: { CapacityUnits: 0 },
        GlobalSecondaryIndexes: { list: { CapacityUnits: 0.5 } },
      },
    ],
  },
  {
    name: 'a transaction costs twice, its checks too',
    observe: async (at) => {
      await at.put({ sk: 'checked', x: kb(3) });
      const answer = await at.transact(
        [
          at.asPut({ sk: 'a', x: kb(2), listPk: at.pk, listSk: 'a' }),
          at.asCheck('checked', 'attribute_exists(pk)'),
          at.asDelete('none'),
        ],
        asked,
      );
      const read = await at.transactGet(['checked', 'none'], total);
      return [answer['ConsumedCapacity'], read['ConsumedCapacity']];
    },
    expected: [
      [
        {
          ...name,
          CapacityUnits: 14,
          WriteCapacityUnits: 14,
          Table: { CapacityUnits: 12, WriteCapacityUnits: 12 },
          GlobalSecondaryIndexes: { list: { CapacityUnits: 2, WriteCapacityUnits: 2 } },
        },
      ],
      [{ ...name, CapacityUnits: 4, ReadCapacityUnits: 4 }],
    ],
  },
];
