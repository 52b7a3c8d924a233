import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { itemKinds } from '../../shared/table/table-map.ts';
import type { Trigger } from '../domains/domain.ts';
import { readEventPattern } from '../event-pattern.ts';
import type { Names } from '../names.ts';
import type { AlarmReceiver } from './alarm-receiver.ts';
import type { CobroFunction } from './cobro-function.ts';

/** A stream forgets after 24 hours. What is given up before leaves at least its place in the queue. */
const maxRecordAgeSeconds = 20 * 60 * 60;

/** Reading a stream takes all four, each on the stream itself. */
export const readsOfStream = (streamArn: string): PolicyStatement =>
  new PolicyStatement({
    actions: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((name) => `dynamodb:${name}`),
    resources: [streamArn],
  });

export interface RunOnInsertsProps {
  names: Names;
  trigger: Extract<Trigger, { kind: 'stream' }>;
  streamArn: string;
  deadLetters: IQueue;
  alarms: AlarmReceiver;
}

/**
 * Runs a function on every new item of a kind, in order per key. Failed records alone are tried again, in ever smaller
 * batches; what stays impossible for 20 hours goes aside as metadata, so a consumer puts poison aside itself, whole.
 */
export const runOnInserts = (consumer: CobroFunction, props: RunOnInsertsProps): void => {
  const { trigger, streamArn, deadLetters } = props;
  const pattern = {
    eventName: ['INSERT'],
    dynamodb: { NewImage: { kind: { S: [itemKinds[trigger.itemKind]] } } },
  };
  readEventPattern(pattern);
  const mapping = new CfnEventSourceMapping(consumer, 'Stream', {
    functionName: consumer.lambda.functionName,
    eventSourceArn: streamArn,
    startingPosition: 'TRIM_HORIZON',
    batchSize: trigger.batchSize,
    maximumBatchingWindowInSeconds: trigger.batchWindowSeconds,
    maximumRecordAgeInSeconds: maxRecordAgeSeconds,
    maximumRetryAttempts: 1000,
    bisectBatchOnFunctionError: true,
    functionResponseTypes: ['ReportBatchItemFailures'],
    filterCriteria: { filters: [{ pattern: JSON.stringify(pattern) }] },
    destinationConfig: { onFailure: { destination: deadLetters.queueArn } },
  });
  mapping.node.addDependency(consumer.role);
  alarmOnLag(consumer, props);
};

/** A blocked shard raises no error of its own for long: its age does. */
const alarmOnLag = (consumer: CobroFunction, { names, alarms }: RunOnInsertsProps): void => {
  const { name, whileItFails } = consumer.declaration;
  alarms.watch(consumer, 'Lags', {
    name: `${names.function(name)}-lags`,
    sentence: `More than five minutes behind the table. ${whileItFails}`,
    runbook: 'a-stream-consumer-lags',
    metric: consumer.lambda.metric('IteratorAge', { period: Duration.minutes(1), statistic: 'max' }),
    threshold: Duration.minutes(5).toMilliseconds(),
    rings: 'above',
    periods: 3,
  });
};
