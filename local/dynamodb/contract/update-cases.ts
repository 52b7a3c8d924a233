import type { Bench, ContractCase, Item, Outcome } from './contract-case.ts';

interface Start {
  item: Item;
  update: string;
  values?: Item;
  names?: Record<string, string>;
}

/** The item after an update, or why it was refused. The key is left out. */
const after = async (at: Bench, { item, update, values, names }: Start): Promise<unknown> => {
  await at.put({ sk: 'a', ...item });
  const outcome: Outcome = await at.update('a', update, {
    ExpressionAttributeValues: values,
    ExpressionAttributeNames: names,
    ReturnValues: 'ALL_NEW',
  });
  const { Attributes } = outcome;
  if (!(Attributes instanceof Object)) return outcome['error'];
  return Object.fromEntries(Object.entries(Attributes).filter(([name]) => name !== 'pk' && name !== 'sk'));
};

const invalid = 'ValidationException';

export const updateCases: ContractCase[] = [
  {
    name: 'SET adds, subtracts and starts from nothing with if_not_exists',
    observe: (at) =>
      after(at, {
        item: { stock: 10 },
        update: 'SET stock = stock - :q, fresh = if_not_exists(fresh, :zero) + :q, twin = stock',
        values: { ':q': 3, ':zero': 0 },
      }),
    expected: { stock: 7, fresh: 3, twin: 10 },
  },
  {
    name: 'decimal arithmetic is exact',
    observe: (at) => after(at, { item: { x: 0.1 }, update: 'SET x = x + :v', values: { ':v': 0.2 } }),
    expected: { x: 0.3 },
  },
  {
    name: 'arithmetic on a missing attribute or on text is refused and changes nothing',
    observe: async (at) => [
      await after(at, { item: { x: 1 }, update: 'SET x = gone + :v', values: { ':v': 1 } }),
      await after(at, { item: { x: 'one' }, update: 'SET x = x + :v', values: { ':v': 1 } }),
      await at.get('a'),
    ],
    expected: [invalid, invalid, { Item: { pk: 'update-3', sk: 'a', x: 'one' } }],
  },
  {
    name: 'ADD starts from nothing, and takes negative numbers',
    observe: async (at) => [
      await after(at, { item: {}, update: 'ADD x :v', values: { ':v': 2 } }),
      await after(at, { item: { x: 1 }, update: 'ADD x :v', values: { ':v': -2 } }),
      await after(at, { item: { x: 'text' }, update: 'ADD x :v', values: { ':v': -2 } }),
    ],
    expected: [{ x: 2 }, { x: -1 }, invalid],
  },
  {
    name: 'ADD and DELETE on a set; the last member takes the attribute with it',
    observe: async (at) => [
      await after(at, { item: { x: new Set(['a']) }, update: 'ADD x :v', values: { ':v': new Set(['a', 'b']) } }),
      await after(at, { item: { x: new Set(['a', 'b']) }, update: 'DELETE x :v', values: { ':v': new Set(['a']) } }),
      await after(at, { item: { x: new Set(['a']) }, update: 'DELETE x :v', values: { ':v': new Set(['a']) } }),
    ],
    expected: [{ x: new Set(['a', 'b']) }, { x: new Set(['b']) }, {}],
  },
  {
    name: 'REMOVE takes attributes, map members and list elements; what is missing does not matter',
    observe: async (at) => [
      await after(at, { item: { x: 1, y: { a: 1, b: 2 } }, update: 'REMOVE x, y.a, gone' }),
      await after(at, { item: { x: ['a', 'b', 'c'] }, update: 'REMOVE x[1]' }),
    ],
    expected: [{ y: { b: 2 } }, { x: ['a', 'c'] }],
  },
  {
    name: 'REMOVE of several list elements counts them as they were before',
    observe: (at) => after(at, { item: { x: ['a', 'b', 'c', 'd'] }, update: 'REMOVE x[0], x[2]' }),
    expected: { x: ['b', 'd'] },
  },
  {
    name: 'list_append, both ways round and onto nothing',
    observe: async (at) => [
      await after(at, { item: { x: ['b'] }, update: 'SET x = list_append(x, :v)', values: { ':v': ['c'] } }),
      await after(at, { item: { x: ['b'] }, update: 'SET x = list_append(:v, x)', values: { ':v': ['a'] } }),
      await after(at, {
        item: {},
        update: 'SET x = list_append(if_not_exists(x, :none), :v)',
        values: { ':v': ['a'], ':none': [] },
      }),
    ],
    expected: [{ x: ['b', 'c'] }, { x: ['a', 'b'] }, { x: ['a'] }],
  },
  {
    name: 'a nested path needs its parent',
    observe: async (at) => [
      await after(at, { item: { x: {} }, update: 'SET x.a = :v', values: { ':v': 1 } }),
      await after(at, { item: {}, update: 'SET x.a = :v', values: { ':v': 1 } }),
    ],
    expected: [{ x: { a: 1 } }, invalid],
  },
  {
    name: 'one attribute cannot be changed twice, nor a path and its parent',
    observe: async (at) => [
      await after(at, { item: {}, update: 'SET x = :v, x = :v', values: { ':v': 1 } }),
      await after(at, { item: { x: {} }, update: 'SET x = :v, x.a = :v', values: { ':v': 1 } }),
      await after(at, { item: {}, update: 'SET x = :v REMOVE x', values: { ':v': 1 } }),
      await after(at, { item: {}, update: 'SET x = :v SET y = :v', values: { ':v': 1 } }),
    ],
    expected: [invalid, invalid, invalid, invalid],
  },
  {
    name: 'ReturnValues: old, new, and only what was touched',
    observe: async (at) => {
      const answers: unknown[] = [];
      for (const ReturnValues of ['ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW', 'NONE'] as const) {
        await at.put({ sk: 'a', x: 1, y: 'kept' });
        answers.push(await at.update('a', 'SET x = x + :v', { ExpressionAttributeValues: { ':v': 1 }, ReturnValues }));
      }
      return answers;
    },
    expected: [
      { Attributes: { pk: 'update-11', sk: 'a', x: 1, y: 'kept' } },
      { Attributes: { x: 1 } },
      { Attributes: { pk: 'update-11', sk: 'a', x: 2, y: 'kept' } },
      { Attributes: { x: 2 } },
      {},
    ],
  },
];
