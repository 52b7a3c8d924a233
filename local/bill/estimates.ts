import { isRunAlone } from '../../infra/domains/domain.ts';
import { allFunctions, domains } from '../../infra/domains/index.ts';
import type { FunctionDeclaration } from '../../infra/domains/domain.ts';
import { scheduleInstants } from '../schedules/schedule-expression.ts';
import type { Meters } from './meters.ts';
import { monthly, priceOf } from './prices.ts';

/** Something AWS bills that no call here counts: what it is, how the figure was got, dollars. */
export interface Estimate {
  what: string;
  how: string;
  cost: number;
}

/** How much lies in the table and in the bucket. */
export interface Stored {
  tableBytes: number;
  bucketBytes: number;
}

const gb = 1e9;
/** Bytes Lambda itself logs per invocation (START, END, REPORT), and the gateway per request. */
const logBytesPerInvocation = 300;
const logBytesPerAccess = 350;

const storage = (what: string, bytes: number, gbMonth: number): Estimate => ({
  what: `${what}, a month`,
  how: `${bytes} bytes in the data folder`,
  cost: (bytes / gb) * gbMonth,
});

/** What the counted calls cause besides themselves, and what lies there by now. */
export const notMetered = (meters: Meters, { tableBytes, bucketBytes }: Stored): Estimate[] => {
  const { logBytes, lambdaRequests, httpRequests } = meters.read();
  const logs = logBytes + lambdaRequests * logBytesPerInvocation + httpRequests * logBytesPerAccess;
  return [
    {
      what: 'CloudWatch Logs, written',
      how: `${logBytes} bytes by functions, ${logBytesPerInvocation} an invocation, ${logBytesPerAccess} a request`,
      cost: (logs / gb) * monthly.logGbWritten,
    },
    {
      what: 'CloudWatch Logs, kept three months',
      how: 'the same bytes',
      cost: (logs / gb) * monthly.logGbMonth * 3,
    },
    storage('DynamoDB storage', tableBytes, monthly.tableGbMonth),
    storage('DynamoDB point-in-time recovery', tableBytes, monthly.recoveryGbMonth),
    storage('S3 storage', bucketBytes, monthly.bucketGbMonth),
  ];
};

const monthMs = (365 / 12) * 86_400_000;

/** How often a schedule fires in a month. */
const firesPerMonth = (expression: string): number => {
  const next = scheduleInstants(expression, 'UTC');
  const begin = Date.UTC(2027, 0, 1);
  let fires = 0;
  for (let at = next(new Date(begin)); at && at.getTime() <= begin + monthMs; at = next(at)) fires += 1;
  return fires;
};

/** An instant at which there is nothing to do: one look at the due index in 50 ms. */
const idleFire = ({ memoryMb }: FunctionDeclaration): number =>
  priceOf('schedulerInvocations') +
  priceOf('lambdaRequests') +
  priceOf('lambdaGbSeconds') * 0.05 * (memoryMb / 1024) +
  priceOf('tableReadUnits') +
  (logBytesPerInvocation / gb) * monthly.logGbWritten;

/** Alarms for the tenant as a whole: gateway, lifecycle, throttled functions, three about mails. */
const alarmsForAll = 6;
/** Two alarms on the table look at a metric for each of six operations. */
const metricsOfTableAlarms = 12;

/**
 * CloudWatch bills the metrics that alarms look at: one per function, per dead-letter queue, per stream and per schedule,
 * and those of the tenant; test/local/bill compares the number with the synthesised stack.
 */
export const alarmMetricsOfTenant = (): number => {
  const queues = domains.filter(({ functions }) => functions.some(({ trigger }) => isRunAlone(trigger))).length;
  const streams = allFunctions.filter(({ trigger }) => trigger.kind === 'stream').length;
  const schedules = allFunctions.filter(({ trigger }) => trigger.kind === 'schedule').length;
  return allFunctions.length + queues + streams + schedules + alarmsForAll + metricsOfTableAlarms;
};

/** What a tenant costs in a month in which nobody does anything. */
export const idlePerMonth = (): { items: Estimate[]; total: number } => {
  const alarms = alarmMetricsOfTenant();
  const fires = allFunctions.flatMap((declaration) =>
    declaration.trigger.kind === 'schedule'
      ? [{ times: firesPerMonth(declaration.trigger.expression), each: idleFire(declaration) }]
      : [],
  );
  const items = [
    { what: 'CloudWatch alarms', how: `${alarms} metrics with an alarm`, cost: alarms * monthly.alarmMonth },
    { what: 'CloudWatch dashboard', how: 'the first three of an account are free, then 3 dollars each', cost: 0 },
    {
      what: 'Schedules and their functions',
      how: `${fires.reduce((sum, { times }) => sum + times, 0)} instants that find nothing to do`,
      cost: fires.reduce((sum, { times, each }) => sum + times * each, 0),
    },
    { what: 'Table, bus, gateway, lifecycle, functions, tokens', how: 'billed by use: nothing', cost: 0 },
  ];
  return { items, total: items.reduce((sum, one) => sum + one.cost, 0) };
};
