import { randomUUID } from 'node:crypto';
import createTableChecks from 'dynalite/validations/createTable.js';
import * as z from 'zod';
import type { Answer, CheckedInput, IndexDescription, TableDescription } from './dynalite-types.ts';
import { checkInput } from './checked-input.ts';
import { DynamoFault, invalid } from './dynamo-fault.ts';
import type { EngineParts, Operation } from './engine-parts.ts';
import type { Table } from './tables.ts';
import { setTimeToLive } from './time-to-live.ts';

const arn = (name: string): string => `arn:aws:dynamodb:embedded:000000000000:table/${name}`;

/** Description of a new table or index, as far as it is asked for. */
type Wanted = Pick<TableDescription, 'TableName' | 'KeySchema' | 'AttributeDefinitions'> & {
  GlobalSecondaryIndexes?: Pick<IndexDescription, 'IndexName' | 'KeySchema' | 'Projection'>[];
};

/** The description DescribeTable answers: everything is active at once. */
export const describe = (wanted: Wanted, now: number, stream: boolean): TableDescription => {
  const { TableName, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = wanted;
  const throughput = { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
  return {
    TableName,
    TableStatus: 'ACTIVE',
    KeySchema,
    AttributeDefinitions,
    TableArn: arn(TableName),
    TableId: randomUUID(),
    CreationDateTime: now / 1000,
    ItemCount: 0,
    TableSizeBytes: 0,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: now / 1000 },
    ProvisionedThroughput: throughput,
    ...(stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      LatestStreamArn: `${arn(TableName)}/stream/embedded`,
      LatestStreamLabel: 'embedded',
    }),
    ...(GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
        IndexStatus: 'ACTIVE',
        IndexArn: `${arn(TableName)}/index/${IndexName}`,
        IndexSizeBytes: 0,
        ItemCount: 0,
        ProvisionedThroughput: throughput,
      })),
    }),
  };
};

const notFound = (name: string): DynamoFault =>
  new DynamoFault('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);

const inUse = (name: string): DynamoFault => new DynamoFault('ResourceInUseException', `Table already exists: ${name}`);

const existing = (parts: EngineParts, name: string): Table => {
  const table = parts.tables.find(name);
  if (table === undefined) throw notFound(name);
  return table;
};

/** What DynamoDB takes with CreateTable and dynalite does not know. */
const NewerParameters = z.object({
  StreamSpecification: z.object({ StreamEnabled: z.boolean(), StreamViewType: z.string().optional() }).optional(),
});

const toDescribe = z.custom<CheckedInput & Wanted>();

const createTable: Operation = async (parts, input) => {
  const { StreamSpecification: stream } = NewerParameters.parse(input);
  if ('LocalSecondaryIndexes' in input) throw invalid('Local secondary indexes are not part of the embedded engine');
  if (stream?.StreamEnabled && stream.StreamViewType !== 'NEW_AND_OLD_IMAGES')
    throw invalid('The embedded engine keeps only streams of the type NEW_AND_OLD_IMAGES');
  const wanted = toDescribe.parse(checkInput(input, createTableChecks));
  if (parts.tables.find(wanted.TableName)) throw inUse(wanted.TableName);
  const description = describe(wanted, parts.now(), stream?.StreamEnabled ?? false);
  await parts.tables.clearRows(wanted.TableName);
  await parts.tables.save({ description, stream: stream?.StreamEnabled ?? false });
  return { TableDescription: description };
};

const Named = z.object({ TableName: z.string() });

const named = (parts: EngineParts, input: object): Table => existing(parts, Named.parse(input).TableName);

const describeTable: Operation = async (parts, input) => ({ Table: named(parts, input).description });

const deleteTable: Operation = async (parts, input) => {
  const { description } = named(parts, input);
  await parts.tables.remove(description.TableName);
  return { TableDescription: { ...description, TableStatus: 'DELETING' } };
};

const Listing = z.object({
  ExclusiveStartTableName: z.string().optional(),
  Limit: z.number().int().min(1).max(100).default(100),
});

const listTables: Operation = async (parts, input) => {
  const { ExclusiveStartTableName: after = '', Limit } = Listing.parse(input);
  const names = parts.tables.all().map(({ description }) => description.TableName);
  const rest = names.filter((name) => name > after).sort();
  const page: Answer = { TableNames: rest.slice(0, Limit) };
  return rest.length > Limit ? { ...page, LastEvaluatedTableName: rest[Limit - 1] } : page;
};

const TimeToLive = z.object({
  TimeToLiveSpecification: z.object({ AttributeName: z.string().min(1).max(255), Enabled: z.boolean() }),
});

const updateTimeToLive: Operation = async (parts, input) => {
  const table = named(parts, input);
  const { TimeToLiveSpecification: wanted } = TimeToLive.parse(input);
  if (wanted.Enabled === (table.timeToLive !== undefined))
    throw invalid(`TimeToLive is already ${wanted.Enabled ? 'enabled' : 'disabled'}`);
  await setTimeToLive(parts, table, wanted.Enabled ? wanted.AttributeName : undefined);
  return { TimeToLiveSpecification: wanted };
};

const describeTimeToLive: Operation = async (parts, input) => {
  const { timeToLive } = named(parts, input);
  const set = { AttributeName: timeToLive, TimeToLiveStatus: 'ENABLED' };
  return { TimeToLiveDescription: timeToLive === undefined ? { TimeToLiveStatus: 'DISABLED' } : set };
};

/** Tables are created, described and removed at once; there is no state in between. */
export const tableOperations: Record<string, Operation> = {
  CreateTable: createTable,
  DescribeTable: describeTable,
  DeleteTable: deleteTable,
  ListTables: listTables,
  UpdateTimeToLive: updateTimeToLive,
  DescribeTimeToLive: describeTimeToLive,
};
