import { describe, expect, it } from 'vitest';
import { domains } from '../../infra/domains/index.ts';
import { readTenants } from '../../infra/read-tenants.ts';
import { makeStacks, type Synthesised } from './make-stacks.ts';

/** Where a resource's name in its account and region stands. Clients, scopes and routes are named inside their parent. */
const physicalNames: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Api': 'Name',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::Cognito::UserPool': 'UserPoolName',
  'AWS::Cognito::UserPoolDomain': 'Domain',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SES::ConfigurationSet': 'Name',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

const namesIn = ({ ofType }: Synthesised): string[] =>
  Object.entries(physicalNames).flatMap(([type, property]) =>
    ofType(type).map(([, { Properties }]) => `${type} ${JSON.stringify(Properties[property])}`),
  );

const namesPerTenant = readTenants().map((tenant) => {
  const { data, service } = makeStacks(tenant, domains);
  return { tenant: tenant.name, names: [...namesIn(data), ...namesIn(service)], data, service };
});

describe('two tenants', () => {
  it('share no name, so that both fit into one account', () => {
    const all = namesPerTenant.flatMap(({ names }) => names);
    expect(all.length).toBeGreaterThan(100);
    expect(new Set(all).size).toBe(all.length);
  });

  it('carry their own name in every name', () => {
    for (const { tenant, names } of namesPerTenant) {
      for (const name of names) expect(name).toContain(`cobro-${tenant}`);
    }
  });

  it('differ in nothing but their own facts: the same resources run for both', () => {
    const [first, ...others] = namesPerTenant.map(({ service }) =>
      Object.values(service.Resources)
        .map(({ Type }) => Type)
        .toSorted(),
    );
    for (const other of others) expect(other).toEqual(first);
  });

  it.each(namesPerTenant.map((one) => [one.tenant, one] as const))(
    'keep secrets out of the templates of %s',
    (_, one) => {
      for (const { Outputs, Resources } of [one.data, one.service]) {
        expect(JSON.stringify(Outputs)).not.toMatch(/secret|password/i);
        expect(JSON.stringify(Resources)).not.toMatch(/ClientSecret|SecretString|-secret"/);
      }
    },
  );
});
