import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { namesOf } from '../../infra/names.ts';
import { clientFor, type Deployed } from './deployed.ts';

/** Whether the log of a function says that its role was refused this action. */
export const wasRefused = async (deployed: Deployed, functionName: string, action: string): Promise<boolean> => {
  const client = new CloudWatchLogsClient(clientFor(deployed));
  const logGroupName = namesOf(deployed.tenant).functionLogs(functionName);
  for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
    if (events.some(({ message = '' }) => message.includes('not authorized') && message.includes(action))) return true;
  }
  return false;
};
