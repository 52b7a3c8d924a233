import { Aws } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { type RunbookChapter, runbookPage } from '../runbook.ts';

export interface AlarmProps {
  name: string;
  /** What the business loses meanwhile: the first thing whoever is woken reads. */
  sentence: string;
  runbook: RunbookChapter;
  metric: IMetric;
  threshold: number;
  /** Rings from the threshold on (`at least`, the default), above it, or below it. */
  rings?: 'at least' | 'above' | 'below';
  /** So many periods are looked at (1), and it rings when so many of them are bad (all). */
  periods?: number;
  badPeriods?: number;
  /** For what should happen all the time: no value is bad too. Else no value means that nothing went wrong. */
  silenceIsBad?: true;
}

const operators = {
  'at least': ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  above: ComparisonOperator.GREATER_THAN_THRESHOLD,
  below: ComparisonOperator.LESS_THAN_THRESHOLD,
} as const;

/** CloudWatch allows 1,024 characters; whoever is woken reads the first lines anyway. */
const longestText = 1024;

const textOf = ({ sentence, runbook }: AlarmProps): string => {
  const end = ` Runbook: ${runbookPage(runbook)}`;
  const room = longestText - end.length;
  return (sentence.length <= room ? sentence : `${sentence.slice(0, room - 4)} ...`) + end;
};

/** The person who is told when something fails, and again when it works. AWS asks that person once to confirm. */
export class AlarmReceiver extends Construct {
  /** Every alarm of the tenant. */
  readonly all: Alarm[] = [];
  private readonly action: SnsAction;

  constructor(scope: Construct, { topicName, email }: { topicName: string; email: string }) {
    super(scope, 'Alarms');
    const topic = new Topic(this, 'Topic', { topicName, enforceSSL: true });
    topic.addSubscription(new EmailSubscription(email));
    // A topic with a policy of its own no longer lets the account's alarms in by default.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    this.action = new SnsAction(topic);
  }

  /** Adds an alarm to `scope`. There is no other way to have one, so that none lacks its sentence and its chapter. */
  watch(scope: Construct, id: string, props: AlarmProps): void {
    const { rings = 'at least', periods = 1 } = props;
    const alarm = new Alarm(scope, id, {
      alarmName: props.name,
      alarmDescription: textOf(props),
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: operators[rings],
      evaluationPeriods: periods,
      datapointsToAlarm: props.badPeriods ?? periods,
      treatMissingData: props.silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(this.action);
    alarm.addOkAction(this.action);
    this.all.push(alarm);
  }
}
