import type { ContractCase } from './contract-case.ts';

export const batchCases: ContractCase[] = [
  {
    name: 'a batch writes and deletes; deleting what is not there is no error',
    observe: async (at) => {
      await at.put({ sk: 'old' });
      const answer = await at.batchWrite([
        { put: { sk: 'a', x: 1 } },
        { put: { sk: 'b' } },
        { remove: 'old' },
        { remove: 'none' },
      ]);
      return [answer, at.sks(await at.query())];
    },
    expected: [{ UnprocessedItems: {} }, ['a', 'b']],
  },
  {
    name: 'a batch reads what is there, in no promised order, and leaves out the rest',
    observe: async (at) => {
      await at.put({ sk: 'a', x: 1 });
      await at.put({ sk: 'b', x: 2 });
      const answer = await at.batchGet(['a', 'none', 'b'], { ConsistentRead: true, ProjectionExpression: 'sk, x' });
      const { Responses, UnprocessedKeys } = answer;
      const items: unknown = Object(Responses)[at.target.table];
      const sorted = Array.isArray(items) ? items.sort((one, other) => Object(one).x - Object(other).x) : items;
      return [sorted, UnprocessedKeys];
    },
    expected: [
      [
        { sk: 'a', x: 1 },
        { sk: 'b', x: 2 },
      ],
      {},
    ],
  },
  {
    name: 'one wrong item refuses the whole batch',
    observe: async (at) => {
      const answer = await at.batchWrite([{ put: { sk: 'a' } }, { put: { sk: '' } }]);
      return [answer, at.sks(await at.query())];
    },
    expected: [{ error: 'ValidationException' }, []],
  },
  {
    name: 'a batch answers up to 16 MB and names the keys it did not read',
    observe: async (at) => {
      const sks = Array.from({ length: 45 }, (_, n) => `n${n}`);
      for (const sk of sks) await at.put({ sk, x: 'x'.repeat(390 * 1024) });
      const { Responses, UnprocessedKeys } = await at.batchGet(sks);
      const read: unknown = Object(Responses)[at.target.table];
      const left: unknown = Object(Object(UnprocessedKeys)[at.target.table]).Keys;
      const count = (list: unknown) => (Array.isArray(list) ? list.length : 0);
      return { all: count(read) + count(left), someLeft: count(left) > 0, mostRead: count(read) > 30 };
    },
    expected: { all: 45, someLeft: true, mostRead: true },
  },
];
