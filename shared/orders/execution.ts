import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { clientOptions } from '../aws/clients.ts';
import { env } from '../env.ts';
import { lazyObject } from '../lazy-object.ts';

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

/** What a state of the lifecycle is given. `superseded`: another execution of the order waits in its place, so it ends. */
export const StateInput = lazyObject(() => ({ orderId: z.string(), superseded: z.boolean().optional() }));

const answer = async (taskToken: string, output: z.infer<typeof StateInput>): Promise<boolean> => {
  try {
    await lifecycle().send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
    return true;
  } catch (error) {
    if (error instanceof TaskDoesNotExist || error instanceof TaskTimedOut || error instanceof InvalidToken)
      return false;
    throw error;
  }
};

/** Resumes a waiting execution. False when the token is stale: that is not an error, somebody was faster. */
export const resumeExecution = (taskToken: string, orderId: string): Promise<boolean> => answer(taskToken, { orderId });

/** Ends a waiting execution in whose place another one waits: its next state does nothing and is its last. */
export const endExecution = (taskToken: string, orderId: string): Promise<boolean> =>
  answer(taskToken, { orderId, superseded: true });
