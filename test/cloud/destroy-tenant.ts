import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { namesOf } from '../../infra/names.ts';
import type { Tenant } from '../../shared/tenant.ts';
import type { Site } from './deploy-tenant.ts';

const functionsOf = async ({ name, region }: Tenant): Promise<string[]> => {
  const found: string[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: new LambdaClient({ region }) }, {})) {
    found.push(...Functions.flatMap(({ FunctionName = '' }) => FunctionName));
  }
  return found.filter((one) => one.startsWith(`cobro-${name}-`));
};

const stacksLeft = async (tenant: Tenant): Promise<string[]> => {
  const client = new CloudFormationClient({ region: tenant.region });
  const { StackSummaries = [] } = await client.send(new ListStacksCommand({}));
  const { dataStack, serviceStack } = namesOf(tenant);
  return StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').flatMap(({ StackName = '' }) =>
    new Set<string>([dataStack, serviceStack]).has(StackName) ? [StackName] : [],
  );
};

const must = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Error(otherwise);
};

/**
 * Takes a tenant down with the command an operator uses: the data stack only by the second word, its table never.
 * Throws when something is left that should be gone, or gone that should be left.
 */
export const destroyTenant = async (tenant: Tenant, { shell }: Site): Promise<void> => {
  const { name, region } = tenant;
  const destroy = ['infra/commands/destroy.ts', name];
  must((await functionsOf(tenant)).length > 10, `The functions of ${name} cannot be found.`);
  const refused = await shell.try([...destroy, '--data']);
  must(refused.code !== 0, 'destroy took the data stack without the second word.');
  must((await stacksLeft(tenant)).length === 2, 'destroy refused, but deleted something.');
  await shell.run(destroy);
  must((await functionsOf(tenant)).length === 0, `Functions of ${name} are left.`);
  must(
    (await stacksLeft(tenant)).join() === namesOf(tenant).dataStack,
    'The data stack was to stay, and nothing else.',
  );
  await shell.run([...destroy, '--data', `--yes-delete-${name}`]);
  must((await stacksLeft(tenant)).length === 0, `Stacks of ${name} are left.`);
  const { Table } = await new DynamoDBClient({ region }).send(
    new DescribeTableCommand({ TableName: namesOf(tenant).table }),
  );
  must(Table?.DeletionProtectionEnabled === true, 'The table should have been kept.');
  console.log(`${name} is taken down; its table is kept.`);
};
