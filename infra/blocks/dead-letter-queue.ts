import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
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

/** CloudWatch allows 1,024 characters; whoever is woken reads the first lines anyway. */
const alarmText = (sentences: readonly string[]): string => {
  const text = `Work lies in the dead-letter queue. ${[...new Set(sentences)].join(' ')}`;
  return text.length <= 1024 ? text : `${text.slice(0, 1020)} ...`;
};

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
    const alarm = new Alarm(this, 'NotEmpty', {
      alarmName: `${props.queueName}-not-empty`,
      alarmDescription: alarmText(props.whileItFails),
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'max' }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    props.alarms.hears(alarm);
  }
}
