import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Stack } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Names } from '../names.ts';
import { alarmOnMissedRuns } from './alarm-on-missed-runs.ts';
import type { AlarmReceiver } from './alarm-receiver.ts';
import type { CobroFunction } from './cobro-function.ts';
import { retryThenSetAside } from './retry-then-set-aside.ts';

/** The instant a run is for, not the instant it happens to start at: any day can be run again with the same outcome. */
const input = JSON.stringify({ asOf: '<aws.scheduler.scheduled-time>' });

/** Runs a function by the tenant's own clock: `cron(0 8 * * ? *)` is eight in the morning there, in summer too. */
export const runOnSchedule = (
  runner: CobroFunction,
  props: {
    names: Names;
    expression: string;
    timeZone: string;
    deadLetters: IQueue;
    keyStatements: PolicyStatement[];
    alarms: AlarmReceiver;
  },
): CfnSchedule => {
  const { names, expression, timeZone, deadLetters, keyStatements, alarms } = props;
  const role = new Role(runner, 'Scheduler', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(runner).account } },
    }),
    inlinePolicies: {
      run: new PolicyDocument({
        statements: [
          new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [runner.lambda.functionArn] }),
          new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
          ...keyStatements,
        ],
      }),
    },
  });
  retryThenSetAside(runner, deadLetters);
  alarmOnMissedRuns(runner, { names, expression, alarms });
  return new CfnSchedule(runner, 'Schedule', {
    name: names.function(runner.declaration.name),
    description: runner.declaration.whileItFails,
    scheduleExpression: expression,
    scheduleExpressionTimezone: timeZone,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: runner.lambda.functionArn,
      roleArn: role.roleArn,
      input,
      retryPolicy: { maximumEventAgeInSeconds: 6 * 60 * 60, maximumRetryAttempts: 20 },
      deadLetterConfig: { arn: deadLetters.queueArn },
    },
  });
};
