import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { namesOf } from '../../infra/names.ts';
import { clientFor, type Deployed } from './deployed.ts';

/** The log of a function, oldest line first; only lines with these words where `filterPattern` is given. */
export const linesOf = async (deployed: Deployed, functionName: string, filterPattern?: string): Promise<string[]> => {
  const client = new CloudWatchLogsClient(clientFor(deployed));
  const logGroupName = namesOf(deployed.tenant).functionLogs(functionName);
  const lines: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName, filterPattern })) {
    lines.push(...events.map(({ message = '' }) => message));
  }
  client.destroy();
  return lines;
};
