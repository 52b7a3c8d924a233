import { randomUUID } from 'node:crypto';
import type { Bench, ContractCase, Item } from './contract-case.ts';

const cancelled = 'TransactionCanceledException';
const allOld = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
const value = (v: unknown): Item => ({ ExpressionAttributeValues: { ':v': v } });

const all = async (at: Bench): Promise<unknown> => (await at.query())['Items'];

export const transactionCases: ContractCase[] = [
  {
    name: 'all four verbs in one transaction',
    observe: async (at) => {
      await at.put({ sk: 'updated', x: 1 });
      await at.put({ sk: 'deleted' });
      await at.put({ sk: 'checked', ready: true });
      const answer = await at.transact([
        at.asPut({ sk: 'put', x: 1 }),
        at.asUpdate('updated', 'SET x = x + :v', value(1)),
        at.asDelete('deleted'),
        at.asCheck('checked', 'ready = :v', value(true)),
      ]);
      return [answer, await all(at)];
    },
    expected: [
      {},
      [
        { pk: 'transaction-1', sk: 'checked', ready: true },
        { pk: 'transaction-1', sk: 'put', x: 1 },
        { pk: 'transaction-1', sk: 'updated', x: 2 },
      ],
    ],
  },
  {
    name: 'one condition that fails refuses all; reasons in order, with the items that were asked for',
    observe: async (at) => {
      await at.put({ sk: 'a', x: 1 });
      await at.put({ sk: 'b', x: 1 });
      const answer = await at.transact([
        at.asPut({ sk: 'new' }),
        at.asUpdate('a', 'SET x = :v', { ConditionExpression: 'x > :v', ...value(5), ...allOld }),
        at.asDelete('b', { ConditionExpression: 'x > :v', ...value(5) }),
        at.asCheck('none', 'attribute_exists(pk)', allOld),
        at.asPut({ sk: 'b2' }, { ConditionExpression: 'attribute_not_exists(pk)', ...allOld }),
      ]);
      return [answer, await all(at)];
    },
    expected: [
      {
        error: cancelled,
        reasons: ['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed', 'ConditionalCheckFailed', 'None'],
        items: [undefined, { pk: 'transaction-2', sk: 'a', x: 1 }, undefined, undefined, undefined],
      },
      [
        { pk: 'transaction-2', sk: 'a', x: 1 },
        { pk: 'transaction-2', sk: 'b', x: 1 },
      ],
    ],
  },
  {
    name: 'the same token again succeeds and changes nothing',
    observe: async (at) => {
      const add = [at.asUpdate('a', 'ADD x :v', value(1))];
      const ClientRequestToken = randomUUID();
      return [
        await at.transact(add, { ClientRequestToken }),
        await at.transact(add, { ClientRequestToken }),
        await at.transact(add, { ClientRequestToken: randomUUID() }),
        await at.get('a'),
      ];
    },
    expected: [{}, {}, {}, { Item: { pk: 'transaction-3', sk: 'a', x: 2 } }],
  },
  {
    name: 'the same token for another request is refused',
    observe: async (at) => {
      const ClientRequestToken = randomUUID();
      return [
        await at.transact([at.asUpdate('a', 'ADD x :v', value(1))], { ClientRequestToken }),
        await at.transact([at.asUpdate('a', 'ADD x :v', value(2))], { ClientRequestToken }),
        await at.get('a'),
      ];
    },
    expected: [{}, { error: 'IdempotentParameterMismatchException' }, { Item: { pk: 'transaction-4', sk: 'a', x: 1 } }],
  },
  {
    name: 'a refused transaction does not use up its token',
    observe: async (at) => {
      const ClientRequestToken = randomUUID();
      const take = [at.asUpdate('a', 'SET x = x - :v', { ConditionExpression: 'x >= :v', ...value(5) })];
      const first = await at.transact(take, { ClientRequestToken });
      await at.put({ sk: 'a', x: 7 });
      return [first, await at.transact(take, { ClientRequestToken }), await at.get('a')];
    },
    expected: [
      { error: cancelled, reasons: ['ConditionalCheckFailed'] },
      {},
      { Item: { pk: 'transaction-5', sk: 'a', x: 2 } },
    ],
  },
  {
    name: 'the same item twice is refused, whatever the verbs',
    observe: async (at) => [
      await at.transact([at.asPut({ sk: 'a' }), at.asUpdate('a', 'SET x = :v', value(1))]),
      await at.transact([at.asCheck('a', 'attribute_not_exists(pk)'), at.asPut({ sk: 'a' })]),
      await at.get('a'),
    ],
    expected: [{ error: 'ValidationException' }, { error: 'ValidationException' }, {}],
  },
  {
    name: 'an update that cannot be carried out refuses all, as a validation error of its item',
    observe: async (at) => {
      await at.put({ sk: 'a', x: 'text' });
      const answer = await at.transact([at.asPut({ sk: 'b' }), at.asUpdate('a', 'SET x = x + :v', value(1))]);
      return [answer, await at.get('b')];
    },
    expected: [{ error: cancelled, reasons: ['None', 'ValidationError'] }, {}],
  },
  {
    name: 'an expression that cannot be read refuses the call, not an item',
    observe: (at) => at.transact([at.asUpdate('a', 'SET x = ')]),
    expected: { error: 'ValidationException' },
  },
  {
    name: 'a table that is not there refuses the call',
    observe: (at) => at.transact([{ Put: { TableName: 'not-there', Item: { pk: 'a' } } }]),
    expected: { error: 'ResourceNotFoundException' },
  },
  {
    name: 'a transaction of nothing, and of more than 100, is refused',
    observe: async (at) => [
      await at.transact([]),
      await at.transact(Array.from({ length: 100 }, (_, n) => at.asPut({ sk: `n${n}` }))),
      await at.transact(Array.from({ length: 101 }, (_, n) => at.asPut({ sk: `n${n}` }))),
    ],
    expected: [{ error: 'ValidationException' }, {}, { error: 'ValidationException' }],
  },
  {
    name: 'transactional reads answer in order, with an empty answer for what is missing',
    observe: async (at) => {
      await at.put({ sk: 'a', x: 1 });
      await at.put({ sk: 'b', x: 2 });
      return at.transactGet(['b', 'none', 'a']);
    },
    expected: {
      Responses: [
        { Item: { pk: 'transaction-11', sk: 'b', x: 2 } },
        {},
        { Item: { pk: 'transaction-11', sk: 'a', x: 1 } },
      ],
    },
  },
  {
    name: 'transactions and single writes that meet: each counts once or is refused as a conflict',
    observe: async (at) => {
      await at.put({ sk: 'a', x: 0 });
      const outcomes = await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          n % 2 === 0
            ? at.update('a', 'ADD x :v', value(1))
            : at.transact([at.asUpdate('a', 'ADD x :v', value(1)), at.asPut({ sk: `n${n}` })]),
        ),
      );
      const refused = outcomes.filter((outcome) => 'error' in outcome);
      const conflicts = refused.filter(
        ({ error, reasons }) =>
          error === 'TransactionConflictException' ||
          (error === cancelled && Array.isArray(reasons) && reasons.includes('TransactionConflict')),
      );
      const { Item } = await at.get('a');
      return { onlyConflicts: conflicts.length === refused.length, lost: 40 - refused.length - Number(Object(Item).x) };
    },
    expected: { onlyConflicts: true, lost: 0 },
  },
];
