import { Duration } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { EventType } from '../../shared/events/event-types.ts';
import { readEventPattern } from '../event-pattern.ts';
import type { Names } from '../names.ts';
import type { CobroFunction } from './cobro-function.ts';
import { retryThenSetAside } from './retry-then-set-aside.ts';

/**
 * Runs a function on events of these types from the tenant's bus. EventBridge tries to hand an event over for a day,
 * Lambda tries to handle it three times; whatever remains lies whole in the dead-letter queue. The pattern must be one
 * that the embedded bus understands too.
 */
export const runOnEvents = (
  consumer: CobroFunction,
  { names, types, deadLetters }: { names: Names; types: readonly EventType[]; deadLetters: IQueue },
): void => {
  readEventPattern({ source: [names.eventSource], 'detail-type': [...types] });
  const rule = new Rule(consumer, 'On', {
    ruleName: names.function(consumer.declaration.name),
    description: `${consumer.declaration.name} reacts to ${types.join(', ')}`.slice(0, 512),
    eventBus: EventBus.fromEventBusName(consumer, 'Bus', names.bus),
    eventPattern: { source: [names.eventSource], detailType: [...types] },
  });
  rule.addTarget(
    new LambdaFunction(consumer.lambda, {
      deadLetterQueue: deadLetters,
      maxEventAge: Duration.hours(24),
      retryAttempts: 185,
    }),
  );
  retryThenSetAside(consumer, deadLetters);
};
