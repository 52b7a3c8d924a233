import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { alarmOnMails } from './alarm-on-mails.ts';
import { alarmOnServerErrors } from './alarm-on-server-errors.ts';
import { alarmOnTable } from './alarm-on-table.ts';
import { dashboard, type DashboardProps } from './dashboard.ts';

/** Lambda counts them per function and for the account; ours are all there is in it, or the others are in our way. */
const throttles = new Metric({
  namespace: 'AWS/Lambda',
  metricName: 'Throttles',
  period: Duration.minutes(5),
  statistic: 'sum',
});

/** The alarms that belong to no single function, and the dashboard that shows everything at once. */
export const watchTenant = (scope: Construct, props: DashboardProps): void => {
  const { tenant, names, tableName, mail, gateway, alarms } = props;
  alarmOnServerErrors(gateway, names, alarms);
  alarmOnTable(scope, { names, tableName, alarms });
  alarmOnMails(mail, { tenant, names, alarms });
  alarms.watch(scope, 'Throttled', {
    name: `${names.prefix}-functions-throttled`,
    sentence: 'The account has no room for more functions at once: requests are refused, background work is late.',
    runbook: 'functions-are-throttled',
    metric: throttles,
    threshold: 1,
    periods: 3,
    badPeriods: 2,
  });
  dashboard(scope, props);
};
