import { type Bench, type ContractCase, type Item, lastKey } from './contract-case.ts';

const fill = async (at: Bench, sks: readonly string[]): Promise<void> => {
  for (const [n, sk] of sks.entries()) await at.put({ sk, n, parity: n % 2 === 0 ? 'even' : 'odd' });
};

const letters = ['a', 'ab', 'b', 'ba', 'c', 'd', 'e'];

/** Sort keys under a key condition. */
const under = async (at: Bench, condition: string, values: Item = {}): Promise<unknown> => {
  const page = await at.query({
    KeyConditionExpression: `pk = :pk AND ${condition}`,
    ExpressionAttributeValues: values,
  });
  return at.sks(page);
};

/** All pages of a query, each as the list of its sort keys. */
const pages = async (at: Bench, query: Parameters<Bench['query']>[0]): Promise<unknown[][]> => {
  const seen: unknown[][] = [];
  let start: Item | undefined;
  do {
    const page = await at.query({ ...query, ExclusiveStartKey: start });
    seen.push(at.sks(page));
    start = lastKey(page);
  } while (start && seen.length < 20);
  return seen;
};

export const queryCases: ContractCase[] = [
  {
    name: 'every condition on a sort key',
    observe: async (at) => {
      await fill(at, letters);
      return {
        equal: await under(at, 'sk = :s', { ':s': 'b' }),
        less: await under(at, 'sk < :s', { ':s': 'b' }),
        atMost: await under(at, 'sk <= :s', { ':s': 'b' }),
        more: await under(at, 'sk > :s', { ':s': 'b' }),
        atLeast: await under(at, 'sk >= :s', { ':s': 'b' }),
        between: await under(at, 'sk BETWEEN :s AND :t', { ':s': 'ab', ':t': 'c' }),
        prefix: await under(at, 'begins_with(sk, :s)', { ':s': 'b' }),
        upToTheEnd: await under(at, 'sk BETWEEN :s AND :t', { ':s': 'b\u0000', ':t': 'b\uffff' }),
        nothing: await under(at, 'sk = :s', { ':s': 'zz' }),
      };
    },
    expected: {
      equal: ['b'],
      less: ['a', 'ab'],
      atMost: ['a', 'ab', 'b'],
      more: ['ba', 'c', 'd', 'e'],
      atLeast: ['b', 'ba', 'c', 'd', 'e'],
      between: ['ab', 'b', 'ba', 'c'],
      prefix: ['b', 'ba'],
      upToTheEnd: ['ba'],
      nothing: [],
    },
  },
  {
    name: 'pages forwards and backwards; a page that ends exactly with the last item still names a key to go on from',
    observe: async (at) => {
      await fill(at, letters.slice(0, 6));
      return {
        forwards: await pages(at, { Limit: 4 }),
        backwards: await pages(at, { Limit: 4, ScanIndexForward: false }),
        exact: await pages(at, { Limit: 3 }),
        narrowed: await pages(at, {
          KeyConditionExpression: 'pk = :pk AND sk > :s',
          ExpressionAttributeValues: { ':s': 'ab' },
          Limit: 3,
          ScanIndexForward: false,
        }),
      };
    },
    expected: {
      forwards: [
        ['a', 'ab', 'b', 'ba'],
        ['c', 'd'],
      ],
      backwards: [
        ['d', 'c', 'ba', 'b'],
        ['ab', 'a'],
      ],
      exact: [['a', 'ab', 'b'], ['ba', 'c', 'd'], []],
      narrowed: [['d', 'c', 'ba'], ['b']],
    },
  },
  {
    name: 'the limit counts what is looked at, before the filter',
    observe: async (at) => {
      await fill(at, letters);
      const filter = { FilterExpression: 'parity = :p', ExpressionAttributeValues: { ':p': 'odd' } };
      const page = await at.query({ ...filter, Limit: 3 });
      return [
        at.sks(page),
        page['Count'],
        page['ScannedCount'],
        lastKey(page),
        await pages(at, { ...filter, Limit: 3 }),
      ];
    },
    expected: [['ab'], 1, 3, { pk: 'query-3', sk: 'b' }, [['ab'], ['ba', 'd'], []]],
  },
  {
    name: 'a filter may not look at the key',
    observe: async (at) => {
      const page = await at.query({ FilterExpression: 'sk = :s', ExpressionAttributeValues: { ':s': 'a' } });
      return page['error'];
    },
    expected: 'ValidationException',
  },
  {
    name: 'projection: only the paths that were named, and only counting',
    observe: async (at) => {
      await at.put({ sk: 'a', x: 1, y: { z: 2, w: 3 }, list: ['p', 'q'] });
      const ProjectionExpression = 'sk, y.z, #l[1], gone';
      const named = { ProjectionExpression, ExpressionAttributeNames: { '#l': 'list' } };
      return [await at.query(named), await at.get('a', named), await at.query({ Select: 'COUNT' })];
    },
    expected: [
      { Items: [{ sk: 'a', y: { z: 2 }, list: ['q'] }], Count: 1, ScannedCount: 1 },
      { Item: { sk: 'a', y: { z: 2 }, list: ['q'] } },
      { Count: 1, ScannedCount: 1 },
    ],
  },
  {
    name: 'a page ends after 1 MB',
    observe: async (at) => {
      for (let n = 0; n < 6; n += 1) await at.put({ sk: `n${n}`, x: 'x'.repeat(300 * 1024) });
      return pages(at, {});
    },
    expected: [
      ['n0', 'n1', 'n2', 'n3'],
      ['n4', 'n5'],
    ],
  },
  {
    name: 'a page goes on from a key whose item is gone',
    observe: async (at) => {
      await fill(at, letters.slice(0, 4));
      const first = await at.query({ Limit: 2 });
      await at.remove('ab');
      return at.sks(await at.query({ ExclusiveStartKey: lastKey(first) }));
    },
    expected: ['b', 'ba'],
  },
  {
    name: 'a query without the partition key, with an unknown index or a range upside down is refused',
    observe: async (at) => {
      const refused = [
        await at.query({ KeyConditionExpression: 'sk = :pk' }),
        await at.query({ KeyConditionExpression: 'pk > :pk' }),
        await at.query({ IndexName: 'unknown', KeyConditionExpression: 'listPk = :pk' }),
        await at.query({ IndexName: 'list', KeyConditionExpression: 'listPk = :pk', ConsistentRead: true }),
        await at.query({
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :s AND :t',
          ExpressionAttributeValues: { ':s': 'z', ':t': 'a' },
        }),
        await at.query({ Limit: 0 }),
      ];
      return refused.map((page) => page['error']);
    },
    expected: Array.from({ length: 6 }, () => 'ValidationException'),
  },
  {
    name: 'a scan in segments sees every item once',
    observe: async (at) => {
      for (let n = 0; n < 10; n += 1) await at.put({ pk: `${at.pk}/${n}`, sk: 'a' });
      const seen: string[] = [];
      for (const Segment of [0, 1, 2]) {
        let ExclusiveStartKey: Item | undefined;
        do {
          const page = await at.scan({
            Segment,
            TotalSegments: 3,
            FilterExpression: 'begins_with(pk, :p)',
            ExpressionAttributeValues: { ':p': `${at.pk}/` },
            ExclusiveStartKey,
          });
          const { Items } = page;
          if (Array.isArray(Items)) seen.push(...Items.map((item: Item) => String(item['pk'])));
          ExclusiveStartKey = lastKey(page);
        } while (ExclusiveStartKey);
      }
      return seen.sort();
    },
    expected: Array.from({ length: 10 }, (_, n) => `query-9/${n}`),
  },
];
