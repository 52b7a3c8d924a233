import { NumberValue } from '@aws-sdk/lib-dynamodb';
import type { ContractCase } from './contract-case.ts';

const invalid = { error: 'ValidationException' };
const text = (length: number, character = 'x'): string => character.repeat(length);
/** An item's bytes: names and values. `pk`, `sk` and what is in them count. */
const withBytes = (bytes: number, pk: string) => ({ sk: 'a', x: text(bytes - 5 - pk.length - 1) });

export const limitCases: ContractCase[] = [
  {
    name: 'an item may have 400 KB, names included, and not a byte more',
    observe: async (at) => [
      await at.put(withBytes(400 * 1024, at.pk)),
      await at.put(withBytes(400 * 1024 + 1, at.pk)),
      await at.put({ sk: 'a', x: text(205 * 1024, 'é') }),
    ],
    expected: [{}, invalid, invalid],
  },
  {
    name: 'an update may not make an item larger than 400 KB; in a transaction that is a validation error of the item',
    observe: async (at) => {
      await at.put({ sk: 'a', x: text(300 * 1024) });
      const values = { ExpressionAttributeValues: { ':y': text(110 * 1024) } };
      return [
        await at.update('a', 'SET y = :y', values),
        await at.transact([at.asPut({ sk: 'b' }), at.asUpdate('a', 'SET y = :y', values)]),
      ];
    },
    expected: [invalid, { error: 'TransactionCanceledException', reasons: ['None', 'ValidationError'] }],
  },
  {
    name: 'a transaction may carry 4 MB, not more',
    observe: async (at) => {
      const items = (count: number) =>
        Array.from({ length: count }, (_, n) => at.asPut({ sk: `n${n}`, x: text(380 * 1024) }));
      const large = await at.transact(items(12));
      return [large['error'], await at.transact(items(10)), await at.get('n11')];
    },
    expected: ['ValidationException', {}, {}],
  },
  {
    name: 'keys: 2048 bytes for the partition, 1024 for the sort key, counted in bytes',
    observe: async (at) => [
      await at.put({ pk: text(2048), sk: text(1024) }),
      await at.put({ pk: text(2049), sk: 'a' }),
      await at.put({ sk: text(1025) }),
      await at.put({ pk: text(1025, 'é'), sk: 'a' }),
      await at.put({ sk: text(513, 'é') }),
    ],
    expected: [{}, invalid, invalid, invalid, invalid],
  },
  {
    name: 'a key may not be empty, missing or of another type; other text may be empty',
    observe: async (at) => [
      await at.put({ sk: '' }),
      await at.put({ pk: '', sk: 'a' }),
      await at.put({}),
      await at.put({ sk: 1 }),
      await at.get(''),
      await at.put({ sk: 'a', x: '' }),
    ],
    expected: [invalid, invalid, invalid, invalid, invalid, {}],
  },
  {
    name: 'a key of an index may not be empty or of another type, and may be missing',
    observe: async (at) => [
      await at.put({ sk: 'a', listPk: '', listSk: 'b' }),
      await at.put({ sk: 'a', listPk: 'a', listSk: 1 }),
      await at.put({ sk: 'a', listPk: 'a' }),
      await at.update('a', 'SET listSk = :v', { ExpressionAttributeValues: { ':v': '' } }),
      await at.update('a', 'SET listSk = :v', { ExpressionAttributeValues: { ':v': 1 } }),
    ],
    expected: [invalid, invalid, {}, invalid, invalid],
  },
  {
    name: 'a number has up to 38 digits',
    observe: async (at) => [
      await at.put({ sk: 'a', x: NumberValue.from('1'.repeat(38)) }),
      await at.put({ sk: 'a', x: NumberValue.from('1'.repeat(39)) }),
    ],
    expected: [{}, invalid],
  },
  {
    name: 'a batch takes 25 writes and 100 reads, and no key twice',
    observe: async (at) => {
      const writes = (count: number) => Array.from({ length: count }, (_, n) => ({ put: { sk: `n${n}` } }));
      const keys = (count: number) => Array.from({ length: count }, (_, n) => `n${n}`);
      const outcomes = [
        await at.batchWrite(writes(25)),
        await at.batchWrite(writes(26)),
        await at.batchWrite([{ put: { sk: 'a' } }, { remove: 'a' }]),
        await at.batchWrite([]),
        await at.batchGet(keys(100)),
        await at.batchGet(keys(101)),
        await at.batchGet(['n1', 'n1']),
      ];
      return outcomes.map((outcome) => outcome['error'] ?? 'done');
    },
    expected: [
      'done',
      'ValidationException',
      'ValidationException',
      'ValidationException',
      'done',
      'ValidationException',
      'ValidationException',
    ],
  },
];
