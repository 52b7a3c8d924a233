import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { businessMetrics, metricNamespace } from '../../shared/metrics/business-metrics.ts';
import type { Tenant } from '../../shared/tenant.ts';
import type { Names } from '../names.ts';
import { reputation } from './alarm-on-mails.ts';
import { overOperations } from './alarm-on-table.ts';
import type { AlarmReceiver } from './alarm-receiver.ts';
import type { CobroFunction } from './cobro-function.ts';
import type { HttpGateway } from './http-gateway.ts';
import type { MailSet } from './mail-set.ts';

export interface DashboardProps {
  tenant: Tenant;
  names: Names;
  tableName: string;
  lifecycleArn: string;
  functions: readonly CobroFunction[];
  /** Contexts with a dead-letter queue. */
  queues: readonly string[];
  gateway: HttpGateway;
  mail: MailSet;
  alarms: AlarmReceiver;
}

/** A third of the page; CloudWatch's grid is 24 wide. */
const size = { width: 8, height: 6 } as const;
const five = Duration.minutes(5);

const graph = (title: string, left: readonly IMetric[]): GraphWidget =>
  new GraphWidget({ title, left: [...left], leftYAxis: { min: 0, showUnits: false }, ...size });

const business = ({ tenant }: DashboardProps): IWidget[] => {
  const metric = ({ name, title, amount }: (typeof businessMetrics)[number]): Metric =>
    new Metric({
      namespace: metricNamespace(tenant.name),
      metricName: name,
      label: amount === undefined ? title : `${title} (${tenant.currency})`,
      statistic: 'sum',
      period: Duration.hours(1),
    });
  const money = businessMetrics.filter(({ amount }) => amount !== undefined);
  const counts = businessMetrics.filter(({ amount }) => amount === undefined);
  return [
    graph('Orders, invoices and mails, by the hour', counts.map(metric)),
    graph(`Money (${tenant.currency}), by the hour`, money.map(metric)),
  ];
};

const api = ({ gateway }: DashboardProps): IWidget[] => {
  const metric = (metricName: string, statistic: string): Metric =>
    new Metric({
      namespace: 'AWS/ApiGateway',
      metricName,
      dimensionsMap: { ApiId: gateway.apiId, Stage: '$default' },
      statistic,
      label: `${metricName} ${statistic}`,
      period: five,
    });
  return [
    graph('API: requests and refusals', [metric('Count', 'sum'), metric('4xx', 'sum'), metric('5xx', 'sum')]),
    graph('API: milliseconds', [metric('Latency', 'p50'), metric('Latency', 'p95'), metric('Latency', 'p99')]),
  ];
};

const work = ({ names, functions, queues, lifecycleArn }: DashboardProps): IWidget[] => {
  const execution = (metricName: string): Metric =>
    new Metric({
      namespace: 'AWS/States',
      metricName,
      dimensionsMap: { StateMachineArn: lifecycleArn },
      statistic: 'sum',
      period: five,
    });
  const waiting = (context: string): Metric =>
    new Metric({
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensionsMap: { QueueName: names.deadLetters(context) },
      statistic: 'max',
      label: context,
      period: five,
    });
  // All functions together: which of them fails, the alarms below say. A dashboard of up to 50 metrics may be free.
  const ofAccount = (metricName: string): Metric =>
    new Metric({ namespace: 'AWS/Lambda', metricName, statistic: 'sum', period: five });
  const streams = functions.filter(({ declaration }) => declaration.trigger.kind === 'stream');
  const ageOf = ({ lambda, declaration: { name } }: CobroFunction): Metric =>
    lambda.metric('IteratorAge', { statistic: 'max', label: name, period: five });
  return [
    graph('Functions of the account', [ofAccount('Invocations'), ofAccount('Errors'), ofAccount('Throttles')]),
    graph('Lifecycles', ['ExecutionsStarted', 'ExecutionsFailed', 'ExecutionsTimedOut'].map(execution)),
    graph('Behind the table (ms): outbox and ledger', streams.map(ageOf)),
    graph('Dead letters', queues.map(waiting)),
  ];
};

const ground = ({ tableName, mail }: DashboardProps): IWidget[] => [
  graph('Table', [overOperations(tableName, 'ThrottledRequests'), overOperations(tableName, 'SystemErrors')]),
  graph('Mails: share that bounces or is complained of', [reputation(mail, 'Bounce'), reputation(mail, 'Complaint')]),
];

/** Everything about a tenant on one page: the business first, then what carries it. */
export const dashboard = (scope: Construct, props: DashboardProps): Dashboard => {
  const { tenant, names, alarms } = props;
  const head = `# ${tenant.legalName}\nWhat the alarms mean and what to do: docs/runbook.md. Find a request by its X-Request-Id in \`correlationId\`.`;
  const board = new Dashboard(scope, 'Dashboard', { dashboardName: names.prefix, defaultInterval: Duration.days(1) });
  board.addWidgets(new TextWidget({ markdown: head, width: 24, height: 2 }));
  board.addWidgets(...business(props));
  board.addWidgets(...api(props));
  board.addWidgets(...work(props), ...ground(props));
  board.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.all, width: 24, height: 8 }));
  return board;
};
