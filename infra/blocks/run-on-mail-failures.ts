import { Rule } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { mailFailureTypes } from '../../shared/mail/mail-report.ts';
import { readEventPattern } from '../event-pattern.ts';
import type { Names } from '../names.ts';
import { callByRule } from './call-by-rule.ts';
import type { CobroFunction } from './cobro-function.ts';

/**
 * Runs a function when SES reports that a mail of this tenant failed. SES reaches only the account's default bus, which
 * all tenants of the account share: the configuration set, a tag of every report, says whose mail it was.
 */
export const runOnMailFailures = (
  consumer: CobroFunction,
  { names, deadLetters }: { names: Names; deadLetters: IQueue },
): void => {
  const detail = { mail: { tags: { 'ses:configuration-set': [names.mailSet] } } };
  readEventPattern({ source: ['aws.ses'], 'detail-type': [...mailFailureTypes], detail });
  const rule = new Rule(consumer, 'On', {
    ruleName: names.function(consumer.declaration.name),
    description: `${consumer.declaration.name} reacts to bounces, complaints and rejections of this tenant's mails`,
    eventPattern: { source: ['aws.ses'], detailType: [...mailFailureTypes], detail },
  });
  callByRule(rule, consumer, deadLetters);
};
