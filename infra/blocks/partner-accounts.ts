import { Stack } from 'aws-cdk-lib';
import { CfnEventBusPolicy, type EventBus } from 'aws-cdk-lib/aws-events';

/** Everything about a rule and its targets; which rules: those the partner made. */
const ownRules = [
  'events:PutRule',
  'events:DeleteRule',
  'events:DescribeRule',
  'events:DisableRule',
  'events:EnableRule',
  'events:PutTargets',
  'events:RemoveTargets',
  'events:ListTargetsByRule',
];

/**
 * Lets named accounts subscribe to the bus: they make rules on it and see, change and remove only their own. They can send
 * nothing to it. Taking an account out of the tenant's file takes the right away; the rules it made go on until removed.
 */
export const letPartnersIn = (bus: EventBus, accounts: readonly string[]): CfnEventBusPolicy[] =>
  accounts.map((account) => {
    const { partition } = Stack.of(bus);
    const resource = Stack.of(bus).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: `${bus.eventBusName}/*`,
    });
    return new CfnEventBusPolicy(bus, `Partner${account}`, {
      eventBusName: bus.eventBusName,
      statementId: `partner-${account}`,
      statement: {
        Sid: `partner-${account}`,
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${account}:root` },
        Action: ownRules,
        Resource: resource,
        Condition: { StringEqualsIfExists: { 'events:creatorAccount': '${aws:PrincipalAccount}' } },
      },
    });
  });
