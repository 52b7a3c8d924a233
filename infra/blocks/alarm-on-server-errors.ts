import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Names } from '../names.ts';
import type { AlarmReceiver } from './alarm-receiver.ts';
import type { HttpGateway } from './http-gateway.ts';

/** Rings when clients of the API are answered with 5xx, whoever is to blame: their orders do not arrive. */
export const alarmOnServerErrors = (gateway: HttpGateway, names: Names, alarms: AlarmReceiver): void => {
  const alarm = new Alarm(gateway, 'ServerErrors', {
    alarmName: `${names.api}-server-errors`,
    alarmDescription: 'Shops, warehouse and finance get errors from the API; what they send is not taken.',
    metric: new Metric({
      namespace: 'AWS/ApiGateway',
      metricName: '5xx',
      dimensionsMap: { ApiId: gateway.apiId, Stage: '$default' },
      period: Duration.minutes(5),
      statistic: 'sum',
    }),
    threshold: 5,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarms.hears(alarm);
};
