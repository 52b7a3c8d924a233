import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AlarmReceiver } from './alarm-receiver.ts';

export interface DeadLetterQueueProps {
  queueName: string;
  /** What the business loses while messages lie here: at least one sentence, it is the text of the alarm. */
  whileItFails: readonly [string, ...string[]];
  alarms: AlarmReceiver;
  /** The tenant's own key; without it SQS encrypts with its own. */
  key?: IKey;
}

/** Where a context's unfinished work waits for a person, for 14 days; the first message rings. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      queueName: props.queueName,
      retentionPeriod: Duration.days(14),
      ...(props.key
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: props.key }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
    });
    props.alarms.watch(this, 'NotEmpty', {
      name: `${props.queueName}-not-empty`,
      sentence: `Work lies in the dead-letter queue. ${[...new Set(props.whileItFails)].join(' ')}`,
      runbook: 'work-lies-in-a-dead-letter-queue',
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'max' }),
      threshold: 1,
    });
  }
}
