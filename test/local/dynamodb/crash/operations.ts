import type { AttributeMap } from '../../../../local/dynamodb/attribute-map.ts';
import type { TableDeclaration } from '../../../../local/dynamodb/declared-tables.ts';

/** The table that is written while its process dies. Items of `feed` all share both index keys. */
export const crashTable: TableDeclaration = {
  name: 'crash',
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  indexes: [
    { name: 'list', partitionKey: 'listPk', sortKey: 'listSk', projection: 'KEYS_ONLY' },
    { name: 'feed', partitionKey: 'feedPk', sortKey: 'feedSk', projection: 'ALL' },
  ],
};

export const callers = 6;
export const counterKey = { pk: { S: 'counter' }, sk: { S: 'counter' } };

export interface Effect {
  put?: AttributeMap;
  remove?: AttributeMap;
}

/** The n-th operation of a caller, from 1: what it does to the caller's items, and whether it adds to the counter. */
export interface Operation {
  verb: 'transact' | 'update' | 'batch';
  effects: Effect[];
  counts: boolean;
}

const key = (caller: number, name: string, sk: string): AttributeMap => ({
  pk: { S: `caller-${caller}/${name}` },
  sk: { S: sk },
});

const listed = (caller: number, n: number): AttributeMap => ({
  listPk: { S: `list-${caller}` },
  listSk: { S: String(n % 7) },
});

/** Every fourth operation is of the same kind; each can be repeated and is then done once. */
export const operationOf = (caller: number, n: number): Operation => {
  const at = (name: string, sk: string) => key(caller, name, sk);
  const number = { n: { N: String(n) }, text: { S: 't'.repeat((n * 37) % 900) } };
  switch (n % 4) {
    case 1: {
      const event = { ...at(`t${n}`, 'b'), kind: { S: 'event' }, feedPk: { S: 'feed' }, feedSk: { S: 'same' } };
      const entity = { ...at(`t${n}`, 'a'), ...listed(caller, n), ...number };
      return { verb: 'transact', effects: [{ put: entity }, { put: event }], counts: true };
    }
    case 2: {
      const moved = { ...at(`t${n}`, 'a'), ...listed(caller, n), ...number };
      return { verb: 'transact', effects: [{ remove: at(`t${n - 1}`, 'a') }, { put: moved }], counts: true };
    }
    case 3:
      return {
        verb: 'update',
        effects: [{ put: { ...at('u', 'last'), ...listed(caller, n), ...number } }],
        counts: false,
      };
    default: {
      const both = [{ put: { ...at(`s${n}`, 'x'), ...number } }, { put: { ...at(`s${n}`, 'y'), ...number } }];
      return { verb: 'batch', effects: [...both, { remove: at(`s${n - 8}`, 'x') }], counts: false };
    }
  }
};

const TableName = crashTable.name;

/** Name and input of the call that carries an operation out. */
export const callOf = (caller: number, n: number): [string, object] => {
  const { verb, effects } = operationOf(caller, n);
  if (verb === 'batch') {
    const requests = effects.map(({ put, remove }) =>
      put ? { PutRequest: { Item: put } } : { DeleteRequest: { Key: remove } },
    );
    return ['BatchWriteItem', { RequestItems: { [TableName]: requests } }];
  }
  if (verb === 'update') {
    const { pk, sk, ...rest } = effects[0]?.put ?? {};
    const names = Object.keys(rest);
    return [
      'UpdateItem',
      {
        TableName,
        Key: { pk, sk },
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, rest[name]])),
      },
    ];
  }
  const writes = effects.map(({ put, remove }) =>
    put ? { Put: { TableName, Item: put } } : { Delete: { TableName, Key: remove } },
  );
  const count = {
    TableName,
    Key: counterKey,
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  };
  const TransactItems = [...writes, { Update: count }];
  return ['TransactWriteItems', { TransactItems, ClientRequestToken: `${caller}-${n}` }];
};
