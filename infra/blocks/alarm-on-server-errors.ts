import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Names } from '../names.ts';
import type { AlarmReceiver } from './alarm-receiver.ts';
import type { HttpGateway } from './http-gateway.ts';

/** Rings when clients of the API are answered with 5xx, whoever is to blame: their orders do not arrive. */
export const alarmOnServerErrors = (gateway: HttpGateway, names: Names, alarms: AlarmReceiver): void =>
  alarms.watch(gateway, 'ServerErrors', {
    name: `${names.api}-server-errors`,
    sentence: 'Shops, warehouse and finance get errors from the API; what they send is not taken.',
    runbook: 'the-api-answers-with-errors',
    metric: new Metric({
      namespace: 'AWS/ApiGateway',
      metricName: '5xx',
      dimensionsMap: { ApiId: gateway.apiId, Stage: '$default' },
      period: Duration.minutes(5),
      statistic: 'sum',
    }),
    threshold: 5,
  });
