import { type App, CfnResource, Validations } from 'aws-cdk-lib';
import { documentFolders } from '../shared/documents/document-folders.ts';

/** A rule of AWS we do not follow, where, and why. A rule broken anywhere else still fails the synthesis. */
export interface NagException {
  rule: string;
  /** Which constructs, by their path: `cobro-acme-service/orders/orders-api/Role/Resource`. */
  where: RegExp;
  reason: string;
}

export const nagExceptions: readonly NagException[] = [
  {
    rule: 'AwsSolutions-S1',
    where: /-data\/Documents\/Resource$/,
    reason:
      'Only the functions reach the bucket, and their requests are in the access log of the gateway. A log of the ' +
      'bucket would be one more bucket to keep and would say nothing new.',
  },
  {
    rule: 'AwsSolutions-COG8',
    where: /-data\/UserPool\/Resource$/,
    reason: 'The pool has no users, only programs with a secret: nobody signs in whom the plus plan could protect.',
  },
  {
    rule: 'AwsSolutions-SQS3',
    where: /\/DeadLetters\/Queue\/Resource$/,
    reason: 'It is the dead-letter queue itself, of rules, schedules, streams and asynchronous calls.',
  },
  ...Object.keys(documentFolders).map((folder) => ({
    rule: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cobro-<tenant>-documents-<AWS::AccountId>/${folder}/*]`,
    where: /-service\/[^/]+\/[^/]+\/Role\/Resource$/,
    reason: 'Documents are named by what they are of. The rights end at reading or adding in this one folder.',
  })),
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    where: /-service\/OrderLifecycle\/Role\/Resource$/,
    reason: 'Writing a log of a state machine needs log delivery rights that AWS grants on no narrower resource.',
  },
  {
    rule: 'AwsSolutions-SF1',
    where: /-service\/OrderLifecycle\/Machine$/,
    reason:
      'Every step of an order is an event in its timeline already. The log keeps what went wrong, and no order data.',
  },
  {
    rule: 'AwsSolutions-SF2',
    where: /-service\/OrderLifecycle\/Machine$/,
    reason:
      'An execution waits for days; the correlation id in logs and events tells its story, traces would cut it up.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    where: /-service\/Gateway\/(\$default|GET --(health|docs|openapi\.json))$/,
    reason: 'Open on purpose: health, the API document, its viewer, and a readable 404. None of them touches data.',
  },
  {
    rule: 'CloudFormation-Validate::F3031',
    where: /\/Stream$/,
    reason: 'The check reads the empty default of a parameter; a condition puts the stream of the data stack there.',
  },
  {
    rule: 'CloudFormation-Validate::F3033',
    where: /\/Stream$/,
    reason: 'The check reads the empty default of a parameter; a condition puts the stream of the data stack there.',
  },
];

/** Acknowledges each exception where it applies, and nowhere else. */
export const acknowledgeExceptions = (app: App, tenantNames: readonly string[]): void => {
  const resources = app.node.findAll().filter((construct) => CfnResource.isCfnResource(construct));
  for (const { rule, where, reason } of nagExceptions) {
    const ids = rule.includes('<tenant>') ? tenantNames.map((name) => rule.replace('<tenant>', name)) : [rule];
    for (const resource of resources.filter(({ node }) => where.test(node.path))) {
      Validations.of(resource).acknowledge(...ids.map((id) => ({ id, reason })));
    }
  }
};
