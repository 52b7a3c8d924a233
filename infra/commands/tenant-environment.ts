import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions, useClientOptions } from '../../shared/aws/clients.ts';
import type { Tenant } from '../../shared/tenant.ts';
import { type Names, namesOf } from '../names.ts';
import { readTenant, tenantsFolder } from '../read-tenants.ts';

/** The tenant of that name. Throws a sentence when there is no name or no file. */
const tenantNamed = (name: string | undefined): Tenant => {
  if (name === undefined || !/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new Error(`Name a tenant: a file of ${tenantsFolder()}, without .json.`);
  }
  return readTenant(join(tenantsFolder(), `${name}.json`));
};

/**
 * What the service stack was deployed with: the table, which may be a restored one, and its lifecycle. Nothing when there
 * is no such stack.
 */
const deployedWith = async (StackName: string): Promise<{ TABLE_NAME?: string; LIFECYCLE_ARN?: string }> => {
  const client = new CloudFormationClient(clientOptions());
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return {
      TABLE_NAME: stack?.Parameters?.find(({ ParameterKey }) => ParameterKey === 'TableName')?.ParameterValue,
      LIFECYCLE_ARN: stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'LifecycleArn')?.OutputValue,
    };
  } catch (error) {
    // CloudFormation has no error of its own for a stack it does not know.
    if (error instanceof Error && error.name === 'ValidationError') return {};
    throw error;
  } finally {
    client.destroy();
  }
};

/**
 * Makes this process work for a tenant as its functions do: its region and the names in the environment. Credentials are
 * those of whoever calls. The table is the one its functions work on, unless TABLE_NAME names another.
 */
export const workFor = async (tenantName: string | undefined): Promise<{ tenant: Tenant; names: Names }> => {
  const tenant = tenantNamed(tenantName);
  const names = namesOf(tenant);
  useClientOptions({ region: tenant.region });
  const QueueName = names.deadLetters('outbox');
  const { QueueUrl } = await new SQSClient(clientOptions()).send(new GetQueueUrlCommand({ QueueName }));
  const { TABLE_NAME = names.table, LIFECYCLE_ARN } = await deployedWith(names.serviceStack);
  Object.assign(process.env, {
    TENANT: JSON.stringify(tenant),
    TABLE_NAME: process.env['TABLE_NAME'] ?? TABLE_NAME,
    ...(LIFECYCLE_ARN !== undefined && { LIFECYCLE_ARN }),
    BUS_NAME: names.bus,
    // Nothing here reads documents.
    BUCKET_NAME: `${names.prefix}-documents`,
    DEAD_LETTER_QUEUE_URL: QueueUrl,
  });
  return { tenant, names };
};
