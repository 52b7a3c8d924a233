import { type AttributeValue, DynamoDBServiceException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DeleteCommandInput,
  type DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  TransactGetCommand,
  type TransactGetCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';

export type Item = Record<string, unknown>;

/** A record of the table's stream, as both engines can show it. */
export interface StreamRecord {
  eventName: string;
  keys: Item;
  newImage?: Item;
  oldImage?: Item;
}

/** An engine under test, and the table `contractTable` in it. */
export interface Target {
  name: EngineName;
  docs: DynamoDBDocumentClient;
  table: string;
  /** All records of the table's stream so far. */
  changes(): Promise<StreamRecord[]>;
  close(): Promise<void>;
}

export type EngineName = 'embedded' | 'DynamoDB Local';

/** What DynamoDB does: the case observes something, and `expected` is what AWS documents or was seen to do. */
export interface ContractCase {
  name: string;
  observe(at: Bench): Promise<unknown>;
  expected: unknown;
}

/** An answer, or what was thrown: the error's name, and what it says about items. */
export type Outcome = Item;

const attributes = z.custom<Record<string, AttributeValue>>((value) => value instanceof Object);
const Key = z.record(z.string(), z.unknown()).optional().catch(undefined);

/** An item from DynamoDB JSON. */
export const itemOf = (map: unknown): Item => unmarshall(attributes.parse(map));

/** The key a page says to go on from. */
export const lastKey = ({ LastEvaluatedKey }: Outcome): Item | undefined => Key.parse(LastEvaluatedKey);

const failure = (error: unknown): Outcome => {
  if (!(error instanceof DynamoDBServiceException)) throw error;
  const { name } = error;
  if (!(error instanceof TransactionCanceledException)) {
    const item = 'Item' in error && error.Item instanceof Object ? itemOf(error.Item) : undefined;
    return item ? { error: name, item } : { error: name };
  }
  const reasons = error.CancellationReasons ?? [];
  const items = reasons.map(({ Item }) => Item && itemOf(Item));
  const codes = reasons.map(({ Code }) => Code);
  return items.some(Boolean) ? { error: name, reasons: codes, items } : { error: name, reasons: codes };
};

const outcome = async (answer: Promise<object>): Promise<Outcome> => {
  try {
    const { $metadata: _, ...rest } = { $metadata: undefined, ...(await answer) };
    return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  } catch (error) {
    return failure(error);
  }
};

type More<T> = Omit<Partial<T>, 'TableName'>;
type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

/** The verbs on one partition of the table, of the case's own. None of them throws for a refusal. */
export class Bench {
  readonly target: Target;
  readonly pk: string;

  constructor(target: Target, pk: string) {
    this.target = target;
    this.pk = pk;
  }

  put(item: Item, more: More<PutCommandInput> = {}): Promise<Outcome> {
    const Item = { pk: this.pk, ...item };
    return outcome(this.target.docs.send(new PutCommand({ TableName: this.target.table, Item, ...more })));
  }

  get(sk: string, more: More<GetCommandInput> = {}): Promise<Outcome> {
    const input = { TableName: this.target.table, Key: this.key(sk), ConsistentRead: true, ...more };
    return outcome(this.target.docs.send(new GetCommand(input)));
  }

  update(sk: string, UpdateExpression: string, more: More<UpdateCommandInput> = {}): Promise<Outcome> {
    const input = { TableName: this.target.table, Key: this.key(sk), UpdateExpression, ...more };
    return outcome(this.target.docs.send(new UpdateCommand(input)));
  }

  remove(sk: string, more: More<DeleteCommandInput> = {}): Promise<Outcome> {
    return outcome(
      this.target.docs.send(new DeleteCommand({ TableName: this.target.table, Key: this.key(sk), ...more })),
    );
  }

  query(more: More<QueryCommandInput> = {}): Promise<Outcome> {
    const own =
      more.KeyConditionExpression === undefined && more.KeyConditions === undefined
        ? { KeyConditionExpression: 'pk = :pk', ConsistentRead: true }
        : {};
    const ExpressionAttributeValues = { ':pk': this.pk, ...more.ExpressionAttributeValues };
    const input = { TableName: this.target.table, ...own, ...more, ExpressionAttributeValues };
    return outcome(this.target.docs.send(new QueryCommand(input)));
  }

  scan(more: More<ScanCommandInput> = {}): Promise<Outcome> {
    return outcome(this.target.docs.send(new ScanCommand({ TableName: this.target.table, ...more })));
  }

  transact(TransactItems: Writes, more: Partial<TransactWriteCommandInput> = {}): Promise<Outcome> {
    return outcome(this.target.docs.send(new TransactWriteCommand({ TransactItems, ...more })));
  }

  transactGet(sks: readonly string[], more: Partial<TransactGetCommandInput> = {}): Promise<Outcome> {
    const TransactItems = sks.map((sk) => ({ Get: { TableName: this.target.table, Key: this.key(sk) } }));
    return outcome(this.target.docs.send(new TransactGetCommand({ TransactItems, ...more })));
  }

  batchGet(sks: readonly string[], more: Item = {}): Promise<Outcome> {
    const RequestItems = { [this.target.table]: { Keys: sks.map((sk) => this.key(sk)), ...more } };
    return outcome(this.target.docs.send(new BatchGetCommand({ RequestItems })));
  }

  batchWrite(requests: readonly { put?: Item; remove?: string }[]): Promise<Outcome> {
    const writes = requests.map(({ put, remove = '' }) =>
      put ? { PutRequest: { Item: { pk: this.pk, ...put } } } : { DeleteRequest: { Key: this.key(remove) } },
    );
    return outcome(this.target.docs.send(new BatchWriteCommand({ RequestItems: { [this.target.table]: writes } })));
  }

  key(sk: string): { pk: string; sk: string } {
    return { pk: this.pk, sk };
  }

  /** Sort keys of a page's items. */
  sks(page: Outcome): unknown[] {
    const { Items } = page;
    return Array.isArray(Items) ? Items.map((item: Item) => item['sk']) : [page['error']];
  }

  /** A Put, Update, ... of a transaction. */
  asPut(item: Item, more: Item = {}): Writes[number] {
    return { Put: { TableName: this.target.table, Item: { pk: this.pk, ...item }, ...more } };
  }

  asUpdate(sk: string, UpdateExpression: string, more: Item = {}): Writes[number] {
    return { Update: { TableName: this.target.table, Key: this.key(sk), UpdateExpression, ...more } };
  }

  asDelete(sk: string, more: Item = {}): Writes[number] {
    return { Delete: { TableName: this.target.table, Key: this.key(sk), ...more } };
  }

  asCheck(sk: string, ConditionExpression: string, more: Item = {}): Writes[number] {
    return { ConditionCheck: { TableName: this.target.table, Key: this.key(sk), ConditionExpression, ...more } };
  }
}
