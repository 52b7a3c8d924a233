import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { allFunctions, domains } from '../../infra/domains/index.ts';
import { readTenants } from '../../infra/read-tenants.ts';
import { Tenant } from '../../shared/tenant.ts';
import { makeStacks } from './make-stacks.ts';

const LambdaFunction = z.object({
  FunctionName: z.string(),
  Role: z.unknown(),
  LoggingConfig: z.object({ LogGroup: z.object({ Ref: z.string() }) }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

const Alarm = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.unknown()).min(1),
});

const runsAlone = allFunctions.filter(({ trigger }) => !['http', 'lifecycle'].includes(trigger.kind));

describe.each(readTenants().map((tenant) => [tenant.name, tenant] as const))('what runs for %s', (name, tenant) => {
  const { service } = makeStacks(tenant, domains);
  const { Resources } = service;
  const functions = service.propertiesOf('AWS::Lambda::Function').map((one) => LambdaFunction.parse(one));
  const alarms = service.propertiesOf('AWS::CloudWatch::Alarm').map((one) => Alarm.parse(one));

  it('keeps the ids of its state machine and its API: another id is another machine, without the open orders', () => {
    expect(service.ofType('AWS::StepFunctions::StateMachine').map(([id]) => id)).toEqual([
      'OrderLifecycleMachineCEA730F0',
    ]);
    expect(service.ofType('AWS::ApiGatewayV2::Api').map(([id]) => id)).toEqual(['GatewayApiB3C8C360']);
  });

  it('is every declared function and no other, with the size it was declared with', () => {
    expect(functions.map((one) => one.FunctionName).toSorted()).toEqual(
      allFunctions.map((one) => `cobro-${name}-${one.name}`).toSorted(),
    );
    for (const { name: function_, memoryMb, timeoutSeconds } of allFunctions) {
      expect(
        service.lacks('AWS::Lambda::Function', {
          FunctionName: `cobro-${name}-${function_}`,
          MemorySize: memoryMb,
          Timeout: timeoutSeconds,
        }),
      ).toBeNull();
    }
  });

  it('runs on Node 24 and arm64', () => {
    expect(service.strays('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Architectures: ['arm64'] })).toBeNull();
  });

  it('logs each function apart, and forgets after three months', () => {
    const logs = functions.map((one) => one.LoggingConfig.LogGroup.Ref);
    expect(new Set(logs).size).toBe(functions.length);
    for (const log of logs) expect(Resources[log]?.Properties).toMatchObject({ RetentionInDays: 90 });
    expect(service.strays('AWS::Logs::LogGroup', { RetentionInDays: 90 })).toBeNull();
  });

  it('gives each function a role of its own', () => {
    expect(new Set(functions.map((one) => JSON.stringify(one.Role))).size).toBe(functions.length);
  });

  it('tells each function whose business it runs, in less than the 4 KB Lambda allows', () => {
    for (const { Environment } of functions) {
      const { TENANT } = Environment.Variables;
      expect(Tenant.parse(JSON.parse(z.string().parse(TENANT)))).toEqual(tenant);
      expect(Buffer.byteLength(JSON.stringify(Environment.Variables))).toBeLessThan(3 * 1024);
    }
  });

  it('works on the table of the parameter, so that a restored one can take its place', () => {
    expect(service.Parameters.TableName?.Default).toBe(`cobro-${name}`);
    for (const { Environment } of functions) expect(Environment.Variables.TABLE_NAME).toEqual({ Ref: 'TableName' });
    expect(JSON.stringify(service.propertiesOf('AWS::IAM::Role'))).not.toContain(`table/cobro-${name}`);
  });

  it('rings with what the business loses, for each function', () => {
    for (const { name: function_, whileItFails } of allFunctions) {
      expect(alarms).toContainEqual(
        expect.objectContaining({
          AlarmName: `cobro-${name}-${function_}-fails`,
          AlarmDescription: `${whileItFails} Runbook: docs/runbook.md#a-function-fails`,
        }),
      );
    }
  });

  it('puts aside what cannot be done where nobody waits for it, and rings at the first message', () => {
    for (const { context, functions: declared } of domains) {
      const alone = declared.filter((one) => runsAlone.includes(one));
      if (alone.length === 0) continue;
      const queueName = `cobro-${name}-${context}-dead-letters`;
      expect(
        service.lacks('AWS::SQS::Queue', { QueueName: queueName, MessageRetentionPeriod: 14 * 86_400 }),
      ).toBeNull();
      const text = alarms.find((one) => one.AlarmName === `${queueName}-not-empty`)?.AlarmDescription;
      for (const { whileItFails } of alone) expect(text).toContain(whileItFails);
    }
  });

  it('lets no asynchronous work vanish: every way in ends at a dead-letter queue', () => {
    expect(
      service.strays('AWS::Events::Rule', {
        Targets: [{ DeadLetterConfig: { Arn: Match.anyValue() }, RetryPolicy: Match.anyValue() }],
      }),
    ).toBeNull();
    expect(
      service.strays('AWS::Scheduler::Schedule', {
        Target: { DeadLetterConfig: { Arn: Match.anyValue() }, RetryPolicy: Match.anyValue() },
      }),
    ).toBeNull();
    expect(
      service.strays('AWS::Lambda::EventSourceMapping', {
        DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
      }),
    ).toBeNull();
    const called = runsAlone.filter(({ trigger }) => trigger.kind !== 'stream');
    expect(service.ofType('AWS::Lambda::EventInvokeConfig')).toHaveLength(called.length);
    expect(
      service.strays('AWS::Lambda::EventInvokeConfig', {
        DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
      }),
    ).toBeNull();
  });

  it('tells the alarm receiver of the tenant', () => {
    expect(service.lacks('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: tenant.alarmEmail })).toBeNull();
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/Topic/) }]);
  });

  it.each(
    allFunctions.flatMap((one) => (one.trigger.kind === 'events' ? [[one.name, one.trigger.types] as const] : [])),
  )('wakes %s on its events of this tenant, and on no others', (function_, types) => {
    expect(
      service.lacks('AWS::Events::Rule', {
        Name: `cobro-${name}-${function_}`,
        EventBusName: `cobro-${name}`,
        EventPattern: { source: [`cobro.${name}`], 'detail-type': types },
        State: 'ENABLED',
      }),
    ).toBeNull();
  });

  it("hears of failed mails over the account's default bus, of this tenant's mails only", () => {
    expect(
      service.lacks('AWS::Events::Rule', {
        Name: `cobro-${name}-record-mail-failure-on-bounce`,
        EventBusName: Match.absent(),
        EventPattern: {
          source: ['aws.ses'],
          'detail-type': ['Email Bounced', 'Email Complaint Received', 'Email Rejected'],
          detail: { mail: { tags: { 'ses:configuration-set': [`cobro-${name}`] } } },
        },
      }),
    ).toBeNull();
    expect(
      service.lacks('AWS::SES::ConfigurationSetEventDestination', {
        EventDestination: { Enabled: true, MatchingEventTypes: ['BOUNCE', 'COMPLAINT', 'REJECT'] },
      }),
    ).toBeNull();
  });

  it.each(
    allFunctions.flatMap((one) =>
      one.trigger.kind === 'schedule' ? [[one.name, one.trigger.expression] as const] : [],
    ),
  )("runs %s by the tenant's clock, told the instant it is for", (function_, expression) => {
    expect(
      service.lacks('AWS::Scheduler::Schedule', {
        Name: `cobro-${name}-${function_}`,
        ScheduleExpression: expression,
        ScheduleExpressionTimezone: tenant.timeZone,
        Target: { Input: '{"asOf":"<aws.scheduler.scheduled-time>"}' },
      }),
    ).toBeNull();
  });

  it('feeds stream consumers with new items of their kind only, and gives up before the stream forgets', () => {
    const streams = allFunctions.flatMap(({ trigger }) => (trigger.kind === 'stream' ? [trigger] : []));
    expect(service.ofType('AWS::Lambda::EventSourceMapping')).toHaveLength(streams.length);
    for (const { itemKind, batchSize } of streams) {
      expect(
        service.lacks('AWS::Lambda::EventSourceMapping', {
          BatchSize: batchSize,
          BisectBatchOnFunctionError: true,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          MaximumRetryAttempts: Match.anyValue(),
          MaximumRecordAgeInSeconds: 20 * 3600,
          StartingPosition: 'TRIM_HORIZON',
          FilterCriteria: {
            Filters: [{ Pattern: `{"eventName":["INSERT"],"dynamodb":{"NewImage":{"kind":{"S":["${itemKind}"]}}}}` }],
          },
        }),
      ).toBeNull();
    }
  });

  it('starts and resumes the lifecycle only where that is granted', () => {
    const knows = ({ Environment }: z.infer<typeof LambdaFunction>): boolean =>
      JSON.stringify(Environment.Variables.LIFECYCLE_ARN ?? '').includes(`:cobro-${name}-order-lifecycle:live`);
    const granted = allFunctions.filter(({ grants }) => grants.lifecycle !== undefined);
    expect(functions.filter(knows).map((one) => one.FunctionName)).toEqual(
      granted.map((one) => `cobro-${name}-${one.name}`),
    );
  });

  it('knows every function the lifecycle calls, under a version and an alias', () => {
    expect(
      service.lacks('AWS::StepFunctions::StateMachine', {
        StateMachineName: `cobro-${name}-order-lifecycle`,
        StateMachineType: 'STANDARD',
        LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
      }),
    ).toBeNull();
    const [machine] = service.propertiesOf('AWS::StepFunctions::StateMachine');
    const definition = JSON.stringify(machine?.DefinitionString);
    expect(definition).not.toContain('${');
    const called = service.ofType('AWS::Lambda::Function').filter(([id]) => definition.includes(`["${id}","Arn"]`));
    expect(called.map(([, one]) => one.Properties.FunctionName)).toEqual(
      allFunctions.filter(({ trigger }) => trigger.kind === 'lifecycle').map((one) => `cobro-${name}-${one.name}`),
    );
    expect(service.ofType('AWS::StepFunctions::StateMachineVersion')).toHaveLength(1);
    expect(service.lacks('AWS::StepFunctions::StateMachineAlias', { Name: 'live' })).toBeNull();
  });

  it('sends mail under a set of its own, over TLS', () => {
    expect(
      service.lacks('AWS::SES::ConfigurationSet', {
        Name: `cobro-${name}`,
        DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      }),
    ).toBeNull();
  });

  it('leaves room below the 500 resources CloudFormation allows', () => {
    expect(Object.keys(Resources).length).toBeLessThan(400);
  });
});
