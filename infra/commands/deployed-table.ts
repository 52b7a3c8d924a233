import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { Tenant } from '../../shared/tenant.ts';
import { stacksOf } from './cdk.ts';

/**
 * The table a deployed tenant works on, as its stacks tell it: the service stack's, which after a restore is another than
 * the one the data stack made. Throws where the stacks are not deployed, or the caller may not read them.
 */
export const deployedTable = async (tenant: Tenant): Promise<string> => {
  const client = new CloudFormationClient({ region: tenant.region });
  const describe = async (StackName: string): Promise<Stack | undefined> =>
    (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  try {
    const [dataStack, serviceStack] = stacksOf(tenant);
    const parameters = (await describe(serviceStack))?.Parameters;
    const chosen = parameters?.find(({ ParameterKey }) => ParameterKey === 'TableName')?.ParameterValue;
    if (chosen !== undefined && chosen !== '') return chosen;
    const outputs = (await describe(dataStack))?.Outputs;
    const own = outputs?.find(({ OutputKey }) => OutputKey === 'TableName')?.OutputValue;
    if (own === undefined) throw new Error(`${dataStack} does not tell its table.`);
    return own;
  } finally {
    client.destroy();
  }
};
