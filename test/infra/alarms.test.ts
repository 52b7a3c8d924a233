import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hoursBetweenRuns } from '../../infra/blocks/alarm-on-missed-runs.ts';
import { allFunctions, domains } from '../../infra/domains/index.ts';
import { readTenants } from '../../infra/read-tenants.ts';
import { makeStacks } from './make-stacks.ts';

const runbook = readFileSync(resolve(import.meta.dirname, '../../docs/runbook.md'), 'utf8');

/** Anchors as GitHub makes them from headings. */
const chapters = [...runbook.matchAll(/^#{2,3} (.+)$/gm)].map(([, heading = '']) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-'),
);

describe.each(readTenants().map((tenant) => [tenant.name, tenant] as const))('the alarms of %s', (name, tenant) => {
  const { service } = makeStacks(tenant, domains);
  const alarms: any[] = service.propertiesOf('AWS::CloudWatch::Alarm');
  /** Every metric that some alarm looks at: namespace, name, dimensions. */
  const watched = alarms.flatMap(({ Metrics, ...one }) =>
    Metrics === undefined ? [one] : Metrics.flatMap(({ MetricStat }: any) => MetricStat?.Metric ?? []),
  );
  const isWatched = (Namespace: string, MetricName: string, dimension?: { name: string; value: unknown }): boolean =>
    watched.some(
      (one) =>
        one.Namespace === Namespace &&
        one.MetricName === MetricName &&
        (dimension === undefined ||
          one.Dimensions?.some(
            ({ Name, Value }: any) =>
              Name === dimension.name && JSON.stringify(Value) === JSON.stringify(dimension.value),
          )),
    );
  const idsOf = (type: string): string[] => service.ofType(type).map(([id]) => id);

  it('ring for every queue with a message in it', () => {
    const queues = idsOf('AWS::SQS::Queue');
    expect(queues.length).toBeGreaterThan(0);
    for (const id of queues) {
      const value = { 'Fn::GetAtt': [id, 'QueueName'] };
      expect(isWatched('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { name: 'QueueName', value }), id).toBe(true);
    }
  });

  it('ring for every function that fails', () => {
    for (const id of idsOf('AWS::Lambda::Function')) {
      expect(isWatched('AWS/Lambda', 'Errors', { name: 'FunctionName', value: { Ref: id } }), id).toBe(true);
    }
  });

  it('ring for every state machine whose executions fail', () => {
    expect(idsOf('AWS::StepFunctions::StateMachine')).toHaveLength(1);
    expect(isWatched('AWS/States', 'ExecutionsFailed')).toBe(true);
    const [alarm] = alarms.filter((one) => one.MetricName === 'ExecutionsFailed');
    expect(JSON.stringify(alarm.Dimensions)).toContain(`:stateMachine:cobro-${name}-order-lifecycle"`);
  });

  it('ring for every schedule that was missed, also when nothing was counted at all', () => {
    const schedules: any[] = service.propertiesOf('AWS::Scheduler::Schedule');
    expect(schedules.length).toBeGreaterThan(0);
    for (const { Target, ScheduleExpression } of schedules) {
      const [id] = Target.Arn['Fn::GetAtt'];
      const alarm = alarms.find(
        (one) => one.MetricName === 'Invocations' && JSON.stringify(one.Dimensions).includes(`"${id}"`),
      );
      expect(alarm, ScheduleExpression).toMatchObject({
        TreatMissingData: 'breaching',
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
      });
      const hours = (alarm.Period * alarm.EvaluationPeriods) / 3600;
      expect(hours).toBeGreaterThan(hoursBetweenRuns(ScheduleExpression));
      expect(hours).toBeLessThanOrEqual(7 * 24);
    }
  });

  it('ring for every reader of the table that lags, the outbox first', () => {
    const mappings: any[] = service.propertiesOf('AWS::Lambda::EventSourceMapping');
    expect(mappings.length).toBe(allFunctions.filter(({ trigger }) => trigger.kind === 'stream').length);
    for (const { FunctionName } of mappings) {
      expect(isWatched('AWS/Lambda', 'IteratorAge', { name: 'FunctionName', value: FunctionName })).toBe(true);
    }
    expect(alarms.map((one) => one.AlarmName)).toContain(`cobro-${name}-publish-new-events-lags`);
  });

  it('ring before AWS stops the mails, and when customers cannot be reached', () => {
    const [id] = idsOf('AWS::SES::ConfigurationSet');
    for (const metric of ['Reputation.BounceRate', 'Reputation.ComplaintRate']) {
      expect(isWatched('AWS/SES', metric, { name: 'ses:configuration-set', value: { Ref: id } })).toBe(true);
    }
    expect(isWatched(`Cobro/${name}`, 'MailsFailed')).toBe(true);
  });

  it('ring when the table turns away or fails whatever operation our code uses', () => {
    const used = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'TransactWriteItems'];
    for (const metric of ['ThrottledRequests', 'SystemErrors']) {
      for (const value of used) expect(isWatched('AWS/DynamoDB', metric, { name: 'Operation', value })).toBe(true);
    }
  });

  it('ring when the API answers with errors and when functions are throttled', () => {
    expect(isWatched('AWS/ApiGateway', '5xx')).toBe(true);
    expect(isWatched('AWS/Lambda', 'Throttles')).toBe(true);
  });

  it('say what the business loses and lead to a chapter of the runbook that exists', () => {
    for (const { AlarmName, AlarmDescription } of alarms) {
      const [, sentence, chapter] = /^(.{20,}) Runbook: docs\/runbook\.md#([a-z-]+)$/.exec(AlarmDescription) ?? [];
      expect(sentence, AlarmName).toBeDefined();
      expect(chapters, AlarmName).toContain(chapter);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });

  it('tell the receiver of the tenant file when they ring and when they stop', () => {
    expect(service.lacks('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: tenant.alarmEmail })).toBeNull();
    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/Topic/) }]);
      expect(OKActions).toEqual(AlarmActions);
    }
  });

  it('stand on one dashboard with the business, the API, the lifecycle, lags, dead letters, table and mails', () => {
    const [board, ...more] = service.propertiesOf('AWS::CloudWatch::Dashboard');
    expect(more).toEqual([]);
    expect(board).toMatchObject({ DashboardName: `cobro-${name}` });
    const body = JSON.stringify(board?.DashboardBody);
    for (const metric of [
      'OrdersAccepted',
      'OrdersHeld',
      'OrdersRejected',
      'CashReceived',
      'OverdueAmount',
      'InvoicesIssued',
      'MailsFailed',
      '5xx',
      'Latency',
      'ExecutionsFailed',
      'IteratorAge',
      'ApproximateNumberOfMessagesVisible',
      'ThrottledRequests',
      'Reputation.BounceRate',
    ]) {
      expect(body).toContain(metric);
    }
    for (const id of idsOf('AWS::CloudWatch::Alarm')) expect(body).toContain(`"${id}"`);
  });
});

describe('a schedule', () => {
  it.each([
    ['rate(5 minutes)', 1],
    ['rate(1 hour)', 1],
    ['rate(2 days)', 48],
    ['cron(0 8 * * ? *)', 24],
    ['cron(0 * * * ? *)', 1],
  ])('%s leaves %i hours between two runs', (expression, hours) => {
    expect(hoursBetweenRuns(expression)).toBe(hours);
  });

  it('that does not run every day is refused until somebody thinks of its alarm', () => {
    expect(() => hoursBetweenRuns('cron(0 8 1 * ? *)')).toThrow(/missed/);
  });
});
