import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { EventType } from '../../shared/events/event-types.ts';
import { readEventPattern } from '../event-pattern.ts';
import type { Names } from '../names.ts';
import { callByRule } from './call-by-rule.ts';
import type { CobroFunction } from './cobro-function.ts';

/**
 * Runs a function on events of these types from the tenant's bus. The pattern must be one that the embedded bus
 * understands too.
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
  callByRule(rule, consumer, deadLetters);
};
