import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { documentClient } from '../aws/clients.ts';
import { sleep } from '../clock.ts';
import { env } from '../env.ts';
import { indexKeys, type IndexName, type Key } from './table-map.ts';

/** An item as it lies in the table: stores parse it with their schema before anyone uses it. */
export type Row = Record<string, unknown>;

const keyOf = (row: Row): Key => ({ pk: String(row['pk']), sk: String(row['sk']) });

/** Reads one item, strongly consistent. */
export const getRow = async (key: Key): Promise<Row | undefined> => {
  const answer = await documentClient().send(
    new GetCommand({ TableName: env().TABLE_NAME, Key: key, ConsistentRead: true }),
  );
  return answer.Item;
};

const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`;

/** Reads any number of items of any kind, strongly consistent, in as few calls as can be. Answers how to find each. */
export const getRowsByKey = async (wanted: readonly Key[]): Promise<(key: Key) => Row | undefined> => {
  const found = new Map<string, Row>();
  const name = env().TABLE_NAME;
  const unique = [...new Map(wanted.map((key) => [nameOf(key), key])).values()];
  for (let start = 0; start < unique.length; start += 100) {
    let open: Record<string, unknown>[] = unique.slice(start, start + 100).map((key) => ({ ...key }));
    for (let round = 0; open.length > 0; round += 1) {
      if (round > 0) await sleep(Math.min(20 * 2 ** round, 1000));
      const answer = await documentClient().send(
        new BatchGetCommand({ RequestItems: { [name]: { Keys: open, ConsistentRead: true } } }),
      );
      for (const row of answer.Responses?.[name] ?? []) found.set(nameOf(keyOf(row)), row);
      open = answer.UnprocessedKeys?.[name]?.Keys ?? [];
    }
  }
  return (key) => found.get(nameOf(key));
};

/** The same, in the order of the keys; missing ones are left out. */
export const getRows = async (wanted: readonly Key[]): Promise<Row[]> => {
  const rowOf = await getRowsByKey(wanted);
  return wanted.map(rowOf).filter((row) => row !== undefined);
};

export interface RowQuery {
  index?: IndexName;
  pk: string;
  /** Narrow the sort key: one of these two at most. Both ends of `between` are included. */
  prefix?: string;
  between?: readonly [string, string];
  /** Only what stands after this sort key in the direction of reading; it lies within the range above. */
  after?: string;
  newestFirst?: boolean;
  limit?: number;
  /** Where the page before ended, as DynamoDB gave it. */
  startKey?: Row;
}

/** The last code point there is: no text with a prefix sorts after the prefix and this. */
const last = '\u{10FFFF}';

/** The sort key next before one: DynamoDB takes one condition on a sort key, and BETWEEN includes its ends. */
const justBefore = (key: string): string =>
  key.slice(0, -1) + String.fromCodePoint(Math.max(0, (key.codePointAt(key.length - 1) ?? 0) - 1)) + last;

/** The ends of what is asked for, both included; undefined where there is none. */
const rangeOf = ({ prefix, between, after, newestFirst }: RowQuery): { from?: string; to?: string } => {
  const from = between?.[0] ?? prefix;
  const to = between?.[1] ?? (prefix === undefined ? undefined : prefix + last);
  if (after === undefined) return { from, to };
  return newestFirst ? { from, to: justBefore(after) } : { from: `${after}\u0000`, to };
};

/** As DynamoDB orders texts: by their bytes in UTF-8. */
const isBefore = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

const sortKeyCondition = ({ from, to }: { from?: string; to?: string }): string => {
  if (from !== undefined && to !== undefined) return ' AND #sk BETWEEN :from AND :to';
  if (from !== undefined) return ' AND #sk >= :from';
  return to === undefined ? '' : ' AND #sk <= :to';
};

/** One page of a partition, by sort key. Strongly consistent on the table itself; an index never is. */
export const queryRows = async (query: RowQuery): Promise<{ rows: Row[]; next?: Row }> => {
  const names = query.index === undefined ? { pk: 'pk', sk: 'sk' } : indexKeys(query.index);
  const { from, to } = rangeOf(query);
  // DynamoDB refuses a range that ends before it begins.
  if (from !== undefined && to !== undefined && isBefore(to, from)) return { rows: [] };
  const condition = sortKeyCondition({ from, to });
  const answer = await documentClient().send(
    new QueryCommand({
      TableName: env().TABLE_NAME,
      IndexName: query.index,
      KeyConditionExpression: `#pk = :pk${condition}`,
      ExpressionAttributeNames: condition === '' ? { '#pk': names.pk } : { '#pk': names.pk, '#sk': names.sk },
      ExpressionAttributeValues: {
        ':pk': query.pk,
        ...(from === undefined ? {} : { ':from': from }),
        ...(to === undefined ? {} : { ':to': to }),
      },
      ScanIndexForward: !query.newestFirst,
      ConsistentRead: query.index === undefined,
      Limit: query.limit,
      ExclusiveStartKey: query.startKey,
    }),
  );
  return { rows: answer.Items ?? [], next: answer.LastEvaluatedKey };
};

/** Every row of a partition range, page after page. For ranges known to be short. */
export const queryAllRows = async (query: RowQuery): Promise<Row[]> => {
  const all: Row[] = [];
  let page = await queryRows(query);
  all.push(...page.rows);
  while (page.next) {
    page = await queryRows({ ...query, startKey: page.next });
    all.push(...page.rows);
  }
  return all;
};

/** Adds to a counter, atomically and outside any transaction; answers what it is then. */
const addToCount = async (key: Key, many: number): Promise<number> => {
  const answer = await documentClient().send(
    new UpdateCommand({
      TableName: env().TABLE_NAME,
      Key: key,
      UpdateExpression: 'ADD #count :many',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':many': many },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return Number(answer.Attributes?.['count']);
};

/** Who waits for a number of a counter while an addition for others is under way. */
const waitingForCount = new Map<string, PromiseWithResolvers<number>[]>();

/** One addition for all who wait, until nobody does. */
const countForAll = async (key: Key, waiting: PromiseWithResolvers<number>[]): Promise<void> => {
  while (waiting.length > 0) {
    const served = waiting.splice(0);
    try {
      const last = await addToCount(key, served.length);
      for (const [at, one] of served.entries()) one.resolve(last - served.length + 1 + at);
    } catch (error) {
      for (const one of served) one.reject(error);
    }
  }
};

/**
 * The next number of a counter that may have gaps (order numbers). Those who ask while an addition is under way share
 * the next one: a function alone in its process adds 1 each time, the embedded mode serves sixteen requests with one.
 */
export const nextCount = (key: Key): Promise<number> => {
  const name = `${env().TABLE_NAME} ${nameOf(key)}`;
  const own = Promise.withResolvers<number>();
  const waiting = waitingForCount.get(name);
  if (waiting) waiting.push(own);
  else {
    const first = [own];
    waitingForCount.set(name, first);
    void countForAll(key, first).finally(() => waitingForCount.delete(name));
  }
  return own.promise;
};

/** Writes one item as it is, outside any transaction: for what no one else's data depends on. */
export const putRow = async (row: Row): Promise<void> => {
  await documentClient().send(new PutCommand({ TableName: env().TABLE_NAME, Item: row }));
};

/** Writes an item unless there is one; whoever was first stays. */
export const putRowOnce = async (row: Row): Promise<void> => {
  try {
    await documentClient().send(
      new PutCommand({
        TableName: env().TABLE_NAME,
        Item: row,
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

/**
 * Sets attributes of an item and moves what one of them held before to another, in one atomic write outside any
 * transaction. Answers the item as it was.
 */
export const replaceValue = async (
  key: Key,
  { set, moves: [from, to] }: { set: Record<string, string>; moves: [from: string, to: string] },
): Promise<Row> => {
  const names = Object.keys(set);
  const answer = await documentClient().send(
    new UpdateCommand({
      TableName: env().TABLE_NAME,
      Key: key,
      UpdateExpression: [`SET #to = if_not_exists(#from, :none)`, ...names.map((_, at) => `#n${at} = :v${at}`)].join(
        ', ',
      ),
      ExpressionAttributeNames: {
        '#from': from,
        '#to': to,
        ...Object.fromEntries(names.map((name, at) => [`#n${at}`, name])),
      },
      ExpressionAttributeValues: {
        ':none': '',
        ...Object.fromEntries(names.map((name, at) => [`:v${at}`, set[name]])),
      },
      ReturnValues: 'ALL_OLD',
    }),
  );
  return answer.Attributes ?? {};
};

const remembered = new Set<string>();

/** Writes a directory entry (an hour with events, a month with orders) before its first use; once per process. */
export const rememberBucket = async (key: Key): Promise<void> => {
  const name = `${env().TABLE_NAME} ${key.pk} ${key.sk}`;
  if (remembered.has(name)) return;
  await putRow({ ...key });
  remembered.add(name);
};
