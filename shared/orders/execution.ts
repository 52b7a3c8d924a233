import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { clientOptions } from '../aws/clients.ts';
import { env } from '../env.ts';

let client: SFNClient | undefined;

const lifecycle = (): SFNClient => {
  client ??= new SFNClient(clientOptions());
  return client;
};

/** Starts the lifecycle of an order. The same name again is a success: it runs already, or has run. */
export const startExecution = async (name: string, orderId: string): Promise<void> => {
  try {
    const stateMachineArn = env().LIFECYCLE_ARN;
    await lifecycle().send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ orderId }) }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
};

/** Resumes a waiting execution. False when the token is stale: that is not an error, somebody was faster. */
export const resumeExecution = async (taskToken: string, orderId: string): Promise<boolean> => {
  try {
    await lifecycle().send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ orderId }) }));
    return true;
  } catch (error) {
    if (error instanceof TaskDoesNotExist || error instanceof TaskTimedOut || error instanceof InvalidToken)
      return false;
    throw error;
  }
};
