import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { command, stacksOf, tenantNamed } from './cdk.ts';
import { readDestroyOrder } from './destroy-order.ts';

const exists = async (client: CloudFormationClient, stack: string): Promise<boolean> => {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    return Stacks.some(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
  } catch (error) {
    // CloudFormation has no error of its own for a stack it does not know.
    if (error instanceof Error && error.name === 'ValidationError') return false;
    throw error;
  }
};

const remove = async (client: CloudFormationClient, stack: string): Promise<void> => {
  if (!(await exists(client, stack))) {
    console.log(`${stack} is not deployed.`);
    return;
  }
  await client.send(new DeleteStackCommand({ StackName: stack }));
  await waitUntilStackDeleteComplete({ client, maxWaitTime: 1800, minDelay: 1, maxDelay: 15 }, { StackName: stack });
  console.log(`${stack} is deleted.`);
};

const unprotect = (client: CloudFormationClient, stack: string) =>
  client.send(new UpdateTerminationProtectionCommand({ StackName: stack, EnableTerminationProtection: false }));

// npm run destroy -- <tenant> [--data --yes-delete-<tenant>]: takes down what runs; what is kept only by a second word.
await command(async () => {
  const [name, ...words] = process.argv.slice(2);
  const tenant = tenantNamed(name);
  const { data } = readDestroyOrder(tenant.name, words);
  const [dataStack, serviceStack] = stacksOf(tenant);
  const client = new CloudFormationClient({ region: tenant.region });
  await remove(client, serviceStack);
  if (!data) {
    console.log(`${dataStack} with its table, documents, bus and user pool stays.`);
    return 0;
  }
  if (await exists(client, dataStack)) await unprotect(client, dataStack);
  await remove(client, dataStack);
  console.log(
    'Its table, documents, bus and user pool are still there, in no stack any more: delete them by hand when the law allows.',
  );
  return 0;
});
