import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { CobroFunction } from './cobro-function.ts';

/**
 * What happens to asynchronous work that fails: tried twice more within six hours, then put aside with its cause.
 * Lambda sends it with the function's own role, which CobroFunction gave the right to.
 */
export const retryThenSetAside = (consumer: CobroFunction, deadLetters: IQueue): void => {
  const config = new CfnEventInvokeConfig(consumer, 'Async', {
    functionName: consumer.lambda.functionName,
    qualifier: '$LATEST',
    maximumRetryAttempts: 2,
    maximumEventAgeInSeconds: 6 * 60 * 60,
    destinationConfig: { onFailure: { destination: deadLetters.queueArn } },
  });
  config.node.addDependency(consumer.role);
};
