import { Aws } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** The person who is told when something fails, and again when it works. AWS asks that person once to confirm. */
export class AlarmReceiver extends Construct {
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

  hears(alarm: Alarm): void {
    alarm.addAlarmAction(this.action);
    alarm.addOkAction(this.action);
  }
}
