import { DescribeTableCommand, DynamoDBClient, RestoreTableToPointInTimeCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, paginateListEventSourceMappings, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { namesOf } from '../../infra/names.ts';
import { clientFor, type Deployed } from './deployed.ts';
import { runsOf } from './pending-work.ts';
import { newShell } from './shell.ts';
import { patience } from './worked-round.ts';

/*
 * The steps of docs/restore.md on a deployed tenant, each with the command an operator types there. What an operator
 * does with the AWS CLI is done with the same calls of the SDK.
 */

/** Stops, or starts again, what reads the table's stream: what happens meanwhile is in the table and nowhere else. */
export const readStream = async (deployed: Deployed, Enabled: boolean): Promise<void> => {
  const client = new LambdaClient(clientFor(deployed));
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client }, {})) {
    for (const { UUID, EventSourceArn = '' } of EventSourceMappings) {
      if (!EventSourceArn.includes(`:table/${deployed.tableName}/`)) continue;
      await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
    }
  }
  client.destroy();
};

/** A table as point-in-time recovery leaves it: items and indexes, no stream, nothing protected. */
export const restoreTable = async (deployed: Deployed, to: string): Promise<void> => {
  const client = new DynamoDBClient(clientFor(deployed));
  await client.send(
    new RestoreTableToPointInTimeCommand({
      SourceTableName: deployed.tableName,
      TargetTableName: to,
      UseLatestRestorableTime: true,
    }),
  );
  const { Table } = await client.send(new DescribeTableCommand({ TableName: to }));
  if (Table?.LatestStreamArn !== undefined) throw new Error('Restoring brings no stream on AWS.');
  client.destroy();
};

/** The operator's shell; `env` stands before a command. */
export interface Operator {
  /** `npm run <script> -- <words>`; throws, with what it said, unless it succeeds. */
  run(script: string, words: readonly string[], env?: Record<string, string>): Promise<string>;
  /** The same for a command that is to fail: throws when it does not. */
  refused(script: string, words: readonly string[]): Promise<string>;
}

const files: Record<string, string> = { verify: 'local/verify.ts' };
const fileOf = (script: string): string => files[script] ?? `infra/commands/${script}.ts`;

export const operatorIn = (folder: string): Operator => {
  const shell = newShell({ ...process.env, ...patience }, folder);
  return {
    run: async (script, words, env) => {
      const { code, said } = await shell.try([fileOf(script), ...words], { env });
      if (code !== 0)
        throw new Error(`npm run ${script} -- ${words.join(' ')} failed (${code}):\n${said.slice(-4000)}`);
      return said;
    },
    refused: async (script, words) => {
      const { code, said } = await shell.try([fileOf(script), ...words]);
      if (code === 0) throw new Error(`${script} was to find something wrong:\n${said}`);
      return said;
    },
  };
};

/** The file that describes the tenant on its restored table, before events since `from` are published again. */
export const describeRestored = async (
  deployed: Deployed,
  { file, tableName, from }: { file: string; tableName: string; from: string },
): Promise<string> => {
  const broughtBack = { from, runsBefore: Object.fromEntries(await runsOf(deployed)) };
  const restored = join(dirname(file), `${deployed.tenant.name}-restored.json`);
  writeFileSync(restored, JSON.stringify({ ...deployed, tableName, broughtBack } satisfies Deployed, null, 2));
  return restored;
};

/** What a tenant's second table is called. */
export const restoredNameOf = (deployed: Deployed): string => `${namesOf(deployed.tenant).table}-2`;
