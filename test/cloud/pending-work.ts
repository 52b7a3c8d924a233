import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { allFunctions } from '../../infra/domains/index.ts';
import { clientFor, type Deployed } from './deployed.ts';
import { linesOf } from './function-log.ts';

/** Every item of the tenant's table, with these attributes only. */
export const itemsOf = async (deployed: Deployed, attributes: readonly string[]): Promise<Record<string, any>[]> => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientFor(deployed)));
  const names = Object.fromEntries(attributes.map((name, at) => [`#a${at}`, name]));
  const items: Record<string, any>[] = [];
  let from: Record<string, any> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: deployed.tableName,
        ExclusiveStartKey: from,
        ...(attributes.length > 0 && {
          ProjectionExpression: Object.keys(names).join(', '),
          ExpressionAttributeNames: names,
        }),
      }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  client.destroy();
  return items;
};

/** How often each consumer of events has ended a run since the deployment, by what Lambda itself writes into its log. */
export const runsOf = async (deployed: Deployed): Promise<Map<string, number>> => {
  const consumers = allFunctions.filter(({ trigger }) => trigger.kind === 'events');
  const runs = consumers.map(
    async ({ name }) => [name, (await linesOf(deployed, name, '"END RequestId"')).length] as const,
  );
  return new Map(await Promise.all(runs));
};

/** Executions that are neither ended nor waiting for their token. */
const executionsUnderWay = async ({ lifecycleArn, ...deployed }: Deployed): Promise<number> => {
  const client = new SFNClient(clientFor({ lifecycleArn, ...deployed }));
  const { executions = [] } = await client.send(
    new ListExecutionsCommand({ stateMachineArn: lifecycleArn, statusFilter: 'RUNNING', maxResults: 1000 }),
  );
  const waiting = await Promise.all(
    executions.map(async ({ executionArn }) => {
      const { events: [last] = [] } = await client.send(
        new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
      );
      return last?.taskScheduledEventDetails?.resource?.includes('waitForTaskToken') === true;
    }),
  );
  client.destroy();
  return waiting.filter((one) => !one).length;
};

/** What is still to be done, by who is to do it; and everything that changes while work goes on. */
const look = async (deployed: Deployed): Promise<{ pending: string[]; trace: string }> => {
  const items = await itemsOf(deployed, ['kind', 'type', 'occurredAt', 'projected', 'version', 'state']);
  const runs = await runsOf(deployed);
  const underWay = await executionsUnderWay(deployed);
  const { from = '', runsBefore = {} } = deployed.broughtBack ?? {};
  const events = items.filter(({ kind, occurredAt }) => kind === 'event' && occurredAt >= from);
  const unprojected = items.filter(({ kind, projected }) => kind === 'journal' && projected !== true).length;
  const consumers = allFunctions.flatMap(({ name, trigger }) => {
    if (trigger.kind !== 'events') return [];
    const meant = events.filter(({ type }) => trigger.types.includes(type)).length;
    const done = (runs.get(name) ?? 0) - (runsBefore[name] ?? 0);
    return done >= meant ? [] : [`${name} has run ${done} times for ${meant} events`];
  });
  const pending = [
    ...consumers,
    ...(unprojected > 0 ? [`${unprojected} journals are not projected`] : []),
    ...(underWay > 0 ? [`${underWay} executions are neither ended nor waiting`] : []),
  ];
  return { pending, trace: JSON.stringify([items.length, [...runs], items]) };
};

/**
 * Waits until every event in the table has been handled by every function that asked for its type, every journal is in
 * the balances, every execution waits or has ended, and two looks see the same. Throws what is pending after two minutes.
 */
export const nothingPending = async (deployed: Deployed): Promise<void> => {
  const end = Date.now() + 120_000;
  let before = '';
  for (;;) {
    const { pending, trace } = await look(deployed);
    if (pending.length === 0 && trace === before) return;
    if (Date.now() > end) throw new Error(`Still pending after 120 s: ${pending.join('; ') || 'the table changes'}`);
    before = trace;
    await sleep(400);
  }
};
