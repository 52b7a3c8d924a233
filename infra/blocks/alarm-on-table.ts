import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Names } from '../names.ts';
import type { AlarmReceiver } from './alarm-receiver.ts';

/** What our code asks of the table; an index that is throttled shows as a throttled operation on the table. */
const operations = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'TransactWriteItems'];

/** A count that DynamoDB keeps per operation, over all operations in use. */
export const overOperations = (tableName: string, metricName: 'ThrottledRequests' | 'SystemErrors'): IMetric => {
  // Two counts on one graph must not share the names of their parts.
  const idOf = (operation: string): string => `${metricName.charAt(0).toLowerCase()}${operation}`;
  return new MathExpression({
    label: metricName,
    // SUM takes an operation that had none of it for zero; `+` would give no value at all.
    expression: `SUM([${operations.map(idOf).join(', ')}])`,
    period: Duration.minutes(5),
    usingMetrics: Object.fromEntries(
      operations.map((Operation) => [
        idOf(Operation),
        new Metric({
          namespace: 'AWS/DynamoDB',
          metricName,
          dimensionsMap: { TableName: tableName, Operation },
          statistic: 'sum',
        }),
      ]),
    ),
  });
};

/** Rings when the table turns requests away, and when it fails. */
export const alarmOnTable = (
  scope: Construct,
  { names, tableName, alarms }: { names: Names; tableName: string; alarms: AlarmReceiver },
): void => {
  alarms.watch(scope, 'TableThrottles', {
    name: `${names.table}-table-throttles`,
    sentence: 'The table turns requests away: orders and payments are slow, and some are answered with an error.',
    runbook: 'the-table-throttles',
    metric: overOperations(tableName, 'ThrottledRequests'),
    threshold: 1,
    periods: 3,
    badPeriods: 2,
  });
  alarms.watch(scope, 'TableFails', {
    name: `${names.table}-table-fails`,
    sentence: 'DynamoDB itself fails: nothing can be taken or changed while it does.',
    runbook: 'the-table-fails',
    metric: overOperations(tableName, 'SystemErrors'),
    threshold: 1,
    periods: 3,
    badPeriods: 2,
  });
};
