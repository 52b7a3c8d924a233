import { type Bench, type ContractCase, type Item, lastKey } from './contract-case.ts';

const inList = (at: Bench, more: Parameters<Bench['query']>[0] = {}) =>
  at.query({ IndexName: 'list', KeyConditionExpression: 'listPk = :pk', ...more });

export const indexCases: ContractCase[] = [
  {
    name: 'items that share both index keys are all there, also over pages',
    observe: async (at) => {
      for (let n = 0; n < 30; n += 1) await at.put({ sk: `n${n}`, listPk: at.pk, listSk: 'same' });
      const seen: unknown[] = [];
      let ExclusiveStartKey: Item | undefined;
      let pages = 0;
      do {
        const page = await inList(at, { Limit: 7, ExclusiveStartKey });
        seen.push(...at.sks(page));
        ExclusiveStartKey = lastKey(page);
        pages += 1;
      } while (ExclusiveStartKey && pages < 20);
      return [seen.length, new Set(seen).size, pages];
    },
    expected: [30, 30, 5],
  },
  {
    name: 'backwards over pages, the key to go on from has the keys of index and table',
    observe: async (at) => {
      for (const sk of ['a', 'b', 'c']) await at.put({ sk, listPk: at.pk, listSk: `l${sk}`, more: 1 });
      const first = await inList(at, { Limit: 2, ScanIndexForward: false });
      const second = await inList(at, { Limit: 2, ScanIndexForward: false, ExclusiveStartKey: lastKey(first) });
      return [at.sks(first), lastKey(first), at.sks(second), lastKey(second)];
    },
    expected: [['c', 'b'], { pk: 'index-2', sk: 'b', listPk: 'index-2', listSk: 'lb' }, ['a'], undefined],
  },
  {
    name: 'an item without both index keys is not in the index, and leaves it when it loses one',
    observe: async (at) => {
      await at.put({ sk: 'neither' });
      await at.put({ sk: 'one', listPk: at.pk });
      await at.put({ sk: 'both', listPk: at.pk, listSk: 'x' });
      const before = at.sks(await inList(at));
      await at.update('one', 'SET listSk = :v', { ExpressionAttributeValues: { ':v': 'y' } });
      await at.update('both', 'REMOVE listSk');
      return [before, at.sks(await inList(at))];
    },
    expected: [['both'], ['one']],
  },
  {
    name: 'an entry moves with its key and goes with its item',
    observe: async (at) => {
      await at.put({ sk: 'a', listPk: at.pk, listSk: '1' });
      await at.put({ sk: 'b', listPk: at.pk, listSk: '2' });
      await at.update('a', 'SET listSk = :v', { ExpressionAttributeValues: { ':v': '3' } });
      const moved = at.sks(await inList(at));
      await at.remove('b');
      return [moved, at.sks(await inList(at))];
    },
    expected: [['b', 'a'], ['a']],
  },
  {
    name: 'an index shows what it projects: keys, everything, or keys and what was named',
    observe: async (at) => {
      const keys = { listPk: at.pk, listSk: 'l', feedPk: at.pk, feedSk: 'f', amountPk: at.pk, amount: 5 };
      await at.put({ sk: 'a', note: 'n', other: 'o', ...keys });
      const shown = async (IndexName: string, attribute: string): Promise<unknown> => {
        const page = await at.query({ IndexName, KeyConditionExpression: `${attribute} = :pk` });
        const { Items } = page;
        return Array.isArray(Items) ? Object.keys(Object(Items[0])).sort() : page['error'];
      };
      return [await shown('list', 'listPk'), await shown('feed', 'feedPk'), await shown('amounts', 'amountPk')];
    },
    expected: [
      ['listPk', 'listSk', 'pk', 'sk'],
      ['amount', 'amountPk', 'feedPk', 'feedSk', 'listPk', 'listSk', 'note', 'other', 'pk', 'sk'],
      ['amount', 'amountPk', 'note', 'pk', 'sk'],
    ],
  },
  {
    name: 'a number as sort key is in numeric order, negative ones first',
    observe: async (at) => {
      for (const amount of [10, 9, -1, 0.5, -20, 0, 100]) await at.put({ sk: `n${amount}`, amountPk: at.pk, amount });
      const all = await at.query({ IndexName: 'amounts', KeyConditionExpression: 'amountPk = :pk' });
      const some = await at.query({
        IndexName: 'amounts',
        KeyConditionExpression: 'amountPk = :pk AND amount BETWEEN :a AND :b',
        ExpressionAttributeValues: { ':a': -1, ':b': 10 },
      });
      return [at.sks(all), at.sks(some)];
    },
    expected: [
      ['n-20', 'n-1', 'n0', 'n0.5', 'n9', 'n10', 'n100'],
      ['n-1', 'n0', 'n0.5', 'n9', 'n10'],
    ],
  },
  {
    name: 'a transaction changes index entries with its items',
    observe: async (at) => {
      await at.put({ sk: 'old', listPk: at.pk, listSk: '1' });
      await at.transact([at.asDelete('old'), at.asPut({ sk: 'new', listPk: at.pk, listSk: '2' })]);
      return at.sks(await inList(at));
    },
    expected: ['new'],
  },
  {
    name: 'all attributes cannot be asked of an index that does not hold them',
    observe: async (at) => (await inList(at, { Select: 'ALL_ATTRIBUTES' }))['error'],
    expected: 'ValidationException',
  },
];
