import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBServiceException,
  ListTablesCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Bench, ContractCase } from './contract-case.ts';
import { contractTable } from './contract-table.ts';

const errorOf = async (answer: Promise<unknown>): Promise<string> => {
  try {
    await answer;
    return 'done';
  } catch (error) {
    if (error instanceof DynamoDBServiceException) return error.name;
    throw error;
  }
};

const small = (TableName: string) =>
  new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });

const listed = async ({ target }: Bench): Promise<string[]> =>
  (await target.docs.send(new ListTablesCommand())).TableNames ?? [];

const timeToLive = (TableName: string, Enabled: boolean) =>
  new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled } });

export const tableCases: ContractCase[] = [
  {
    name: 'a table is created once, listed, and gone when it is deleted',
    observe: async (at) => {
      const { docs } = at.target;
      const first = await errorOf(docs.send(small('table-one')));
      const again = await errorOf(docs.send(small('table-one')));
      const there = (await listed(at)).includes('table-one');
      await docs.send(new DeleteTableCommand({ TableName: 'table-one' }));
      const gone = !(await listed(at)).includes('table-one');
      const missing = await errorOf(docs.send(new DescribeTableCommand({ TableName: 'table-one' })));
      return [first, again, there, gone, missing];
    },
    expected: ['done', 'ResourceInUseException', true, true, 'ResourceNotFoundException'],
  },
  {
    name: 'a description names keys, indexes, billing and stream',
    observe: async ({ target }) => {
      const { Table } = await target.docs.send(new DescribeTableCommand({ TableName: target.table }));
      const { TableStatus, KeySchema, BillingModeSummary, StreamSpecification } = Table ?? {};
      const indexes = (Table?.GlobalSecondaryIndexes ?? []).map(
        ({ IndexName, IndexStatus }) => `${IndexName} ${IndexStatus}`,
      );
      return {
        TableStatus,
        KeySchema,
        mode: BillingModeSummary?.BillingMode,
        StreamSpecification,
        indexes: indexes.sort(),
      };
    },
    expected: {
      TableStatus: 'ACTIVE',
      KeySchema: contractTable.KeySchema,
      mode: 'PAY_PER_REQUEST',
      StreamSpecification: contractTable.StreamSpecification,
      indexes: ['amounts ACTIVE', 'feed ACTIVE', 'list ACTIVE'],
    },
  },
  {
    name: 'time to live is set once; what has expired can be read until it is removed',
    observe: async ({ target: { docs } }) => {
      await docs.send(small('table-ttl'));
      const describe = async () => {
        const answer = await docs.send(new DescribeTimeToLiveCommand({ TableName: 'table-ttl' }));
        return answer.TimeToLiveDescription;
      };
      const before = await describe();
      await docs.send(timeToLive('table-ttl', true));
      const again = await errorOf(docs.send(timeToLive('table-ttl', true)));
      const after = await describe();
      await docs.send(new DeleteTableCommand({ TableName: 'table-ttl' }));
      return [before, again, after];
    },
    expected: [
      { TimeToLiveStatus: 'DISABLED' },
      'ValidationException',
      { AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' },
    ],
  },
  {
    name: 'a table whose keys are not defined, or whose index is empty, is refused',
    observe: async ({ target: { docs } }) => {
      const { input } = small('table-bad');
      return [
        await errorOf(docs.send(new CreateTableCommand({ ...input, AttributeDefinitions: [] }))),
        await errorOf(docs.send(new CreateTableCommand({ ...input, GlobalSecondaryIndexes: [] }))),
        await errorOf(docs.send(new CreateTableCommand({ ...input, TableName: 'x' }))),
      ];
    },
    expected: ['ValidationException', 'ValidationException', 'ValidationException'],
  },
];
