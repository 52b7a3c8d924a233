import {
  ContinuousBackupsUnavailableException,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  type TableDescription,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { parseArgs } from 'node:util';
import { clientOptions } from '../../shared/aws/clients.ts';
import { sleep } from '../../shared/clock.ts';
import { tableKeys } from '../../shared/table/table-map.ts';
import { missingFrom } from './missing-from-table.ts';
import { workFor } from './tenant-environment.ts';

/*
 * npm run adopt-table -- <tenant> <restored table>: switches on what a restored table does not bring along (stream, time
 * to live, deletion protection, point-in-time recovery) and says with which parameters it is put in place. Run it again
 * as often as you like.
 */

/** The table once nothing about it is under way: restoring takes minutes to hours. Throws when there is none. */
const describe = async (dynamo: DynamoDBClient, TableName: string): Promise<TableDescription> => {
  for (;;) {
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return Table;
    process.stdout.write(`${TableName} is ${Table?.TableStatus ?? 'unknown'}.\n`);
    await sleep(5000);
  }
};

/** DynamoDB changes one thing of a table at a time, and the table is busy meanwhile. */
const change = async (dynamo: DynamoDBClient, input: UpdateTableCommandInput): Promise<TableDescription> => {
  await dynamo.send(new UpdateTableCommand(input));
  return describe(dynamo, input.TableName ?? '');
};

const letExpire = async (dynamo: DynamoDBClient, TableName: string): Promise<void> => {
  const { TimeToLiveDescription } = await dynamo.send(new DescribeTimeToLiveCommand({ TableName }));
  if (TimeToLiveDescription?.TimeToLiveStatus?.startsWith('ENABL')) return;
  const TimeToLiveSpecification = { AttributeName: tableKeys.timeToLive, Enabled: true };
  await dynamo.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
};

/** A new table takes some minutes until it can be backed up. */
const backUp = async (dynamo: DynamoDBClient, TableName: string): Promise<void> => {
  const { ContinuousBackupsDescription } = await dynamo.send(new DescribeContinuousBackupsCommand({ TableName }));
  const { PointInTimeRecoveryDescription: now } = ContinuousBackupsDescription ?? {};
  if (now?.PointInTimeRecoveryStatus === 'ENABLED') return;
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await dynamo.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
      return;
    } catch (error) {
      if (!(error instanceof ContinuousBackupsUnavailableException) || attempt === 60) throw error;
      await sleep(10_000);
    }
  }
};

const adopt = async (): Promise<void> => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [tenantName, table] = positionals;
  const { names } = await workFor(tenantName);
  if (table === undefined) throw new Error('npm run adopt-table -- <tenant> <restored table>');
  const dynamo = new DynamoDBClient(clientOptions());
  let found = await describe(dynamo, table);
  const missing = missingFrom(found);
  if (missing.length > 0) throw new Error(`${table} cannot take the place of ${names.table}: ${missing.join(' ')}`);
  if (found.StreamSpecification?.StreamEnabled !== true) {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
    found = await change(dynamo, { TableName: table, StreamSpecification });
  }
  if (found.DeletionProtectionEnabled !== true) {
    found = await change(dynamo, { TableName: table, DeletionProtectionEnabled: true });
  }
  await letExpire(dynamo, table);
  await backUp(dynamo, table);
  const parameters = { TableName: table, TableStreamArn: found.LatestStreamArn };
  const words = Object.entries(parameters).map(
    ([name, value]) => `--parameters ${names.serviceStack}:${name}=${value}`,
  );
  process.stdout.write(`${table} has all that ${names.table} had. To put it in place, when it is verified:\n`);
  process.stdout.write(`npm run deploy -- ${tenantName} ${words.join(' ')}\n`);
};

adopt().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
