import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { namesOf } from '../../infra/names.ts';
import { clientRoles } from '../../shared/http/scopes.ts';
import type { Tenant } from '../../shared/tenant.ts';
import type { Deployed } from './deployed.ts';
import type { Shell } from './shell.ts';
import type { TokenIssuer } from './token-issuer.ts';
import { apiAt, deployOptions } from './worked-round.ts';

export interface Site {
  endpoint: string;
  shell: Shell;
  issuer: TokenIssuer;
  folder: string;
  /** Where the synthesised stacks lie. */
  assembly: string;
  mails: string;
}

const outputsOf = async (tenant: Tenant, stack: string): Promise<Map<string, string>> => {
  const client = new CloudFormationClient({ region: tenant.region });
  const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
  client.destroy();
  return new Map((found?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
};

/** A queue of ours that hears all of the tenant's bus, as a partner of the tenant would. */
const listenTo = async (tenant: Tenant, busName: string): Promise<string> => {
  const { region } = tenant;
  const sqs = new SQSClient({ region });
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `listener-${tenant.name}` }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Arn = Attributes?.['QueueArn'];
  const allow = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: Arn,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [allow] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const events = new EventBridgeClient({ region });
  const rule = { Name: `listener-${tenant.name}`, EventBusName: busName };
  // Whoever sends on this bus is heard: any account's pattern would hide another tenant's events.
  await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ account: [{ exists: true }] }) }));
  await events.send(
    new PutTargetsCommand({ Rule: rule.Name, EventBusName: busName, Targets: [{ Id: 'listener', Arn }] }),
  );
  return QueueUrl;
};

/**
 * Deploys both stacks of a tenant with the command an operator uses, and answers the file that describes what is there.
 */
export const deployTenant = async (tenant: Tenant, site: Site): Promise<{ file: string; deployed: Deployed }> => {
  const { dataStack, serviceStack } = namesOf(tenant);
  const { endpoint, shell, issuer, folder, assembly, mails } = site;
  const options = deployOptions(serviceStack, issuer.issuerOf(tenant.name), Object.keys(clientRoles));
  const said = await shell.run([
    'infra/commands/deploy.ts',
    tenant.name,
    '--app',
    assembly,
    '--require-approval',
    'never',
    ...options,
  ]);
  console.log(
    said
      .split('\n')
      .filter((line) => /^(ok |ASK|\? {2}) /.test(line))
      .join('\n'),
  );
  const service = await outputsOf(tenant, serviceStack);
  const data = await outputsOf(tenant, dataStack);
  const busName = data.get('BusName')!;
  const deployed: Deployed = {
    tenant,
    endpoint,
    api: apiAt(endpoint, service.get('ApiId')!),
    lifecycleArn: service.get('LifecycleArn')!,
    tableName: data.get('TableName')!,
    busName,
    listenerUrl: await listenTo(tenant, busName),
    issuer: issuer.issuerOf(tenant.name),
    key: issuer.keyOf(tenant.name),
    mails,
  };
  const file = join(folder, `${tenant.name}.json`);
  writeFileSync(file, JSON.stringify(deployed, null, 2));
  return { file, deployed };
};
