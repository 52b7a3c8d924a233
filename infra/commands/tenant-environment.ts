import { join } from 'node:path';
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
 * Makes this process work for a tenant as its functions do: its region and the names in the environment. Credentials are
 * those of whoever calls. TABLE_NAME may be set before, to work on a restored table.
 */
export const workFor = async (tenantName: string | undefined): Promise<{ tenant: Tenant; names: Names }> => {
  const tenant = tenantNamed(tenantName);
  const names = namesOf(tenant);
  useClientOptions({ region: tenant.region });
  const QueueName = names.deadLetters('outbox');
  const { QueueUrl } = await new SQSClient(clientOptions()).send(new GetQueueUrlCommand({ QueueName }));
  Object.assign(process.env, {
    TENANT: JSON.stringify(tenant),
    TABLE_NAME: process.env['TABLE_NAME'] ?? names.table,
    BUS_NAME: names.bus,
    // Nothing here reads documents.
    BUCKET_NAME: `${names.prefix}-documents`,
    DEAD_LETTER_QUEUE_URL: QueueUrl,
  });
  return { tenant, names };
};
