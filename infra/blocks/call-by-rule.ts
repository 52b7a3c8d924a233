import { Duration } from 'aws-cdk-lib';
import type { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { CobroFunction } from './cobro-function.ts';
import { retryThenSetAside } from './retry-then-set-aside.ts';

/**
 * Lets a rule call a function. EventBridge tries to hand an event over for a day, Lambda tries to handle it three times;
 * whatever remains lies whole in the dead-letter queue.
 */
export const callByRule = (rule: Rule, consumer: CobroFunction, deadLetters: IQueue): void => {
  rule.addTarget(
    new LambdaFunction(consumer.lambda, {
      deadLetterQueue: deadLetters,
      maxEventAge: Duration.hours(24),
      retryAttempts: 185,
    }),
  );
  retryThenSetAside(consumer, deadLetters);
};
