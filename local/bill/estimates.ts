import { allFunctions, domains } from '../../infra/domains/index.ts';
import type { Meters } from './meters.ts';
import { monthly, prices } from './prices.ts';

/** Something AWS bills that no call here counts: what it is, how the figure was got, dollars. */
export interface Estimate {
  what: string;
  how: string;
  cost: number;
}

const gb = 1e9;
/** Bytes Lambda itself logs per invocation (START, END, REPORT), and the gateway per access. */
const logBytesPerInvocation = 450;
const logBytesPerAccess = 350;

/** What the counted calls cause besides themselves. `tableBytes` and `bucketBytes`: what lies there by now. */
export const notMetered = (meters: Meters, { tableBytes, bucketBytes }: Stored): Estimate[] => {
  const { lambdaRequests, httpRequests } = meters.read();
  const logGb = (lambdaRequests * logBytesPerInvocation + httpRequests * logBytesPerAccess) / gb;
  return [
    {
      what: 'CloudWatch Logs, written',
      how: `${logBytesPerInvocation} bytes an invocation, ${logBytesPerAccess} bytes an access`,
      cost: logGb * monthly.logGbWritten,
    },
    {
      what: 'DynamoDB storage, a month',
      how: `${tableBytes} bytes in the data folder`,
      cost: (tableBytes / gb) * monthly.tableGbMonth,
    },
    {
      what: 'DynamoDB point-in-time recovery, a month',
      how: `${tableBytes} bytes`,
      cost: (tableBytes / gb) * monthly.recoveryGbMonth,
    },
    {
      what: 'S3 storage, a month',
      how: `${bucketBytes} bytes`,
      cost: (bucketBytes / gb) * monthly.bucketGbMonth,
    },
  ];
};

export interface Stored {
  tableBytes: number;
  bucketBytes: number;
}

/** Days of a month times instants a day: how often a schedule fires in a month. */
const firesPerMonth = (expression: string): number => {
  if (expression.startsWith('rate(1 hour')) return 730;
  return expression.startsWith('rate(') ? 730 * 12 : 30.4;
};

/**
 * An alarm per function, per dead-letter queue, per stream and three for the tenant (gateway, lifecycle, outbox);
 * test/local/bill compares the number with the synthesised stack.
 */
export const alarmsOfTenant = (): number => {
  const runsAlone = (kind: string): boolean => kind === 'events' || kind === 'stream' || kind === 'schedule';
  const queues = domains.filter(({ functions }) => functions.some(({ trigger }) => runsAlone(trigger.kind))).length;
  const streams = allFunctions.filter(({ trigger }) => trigger.kind === 'stream').length;
  return allFunctions.length + queues + streams + 2;
};

/** What a tenant costs in a month in which nobody does anything. */
export const idlePerMonth = (): { items: Estimate[]; total: number } => {
  const alarms = alarmsOfTenant();
  const fired = allFunctions.reduce(
    (sum, { trigger }) => sum + (trigger.kind === 'schedule' ? firesPerMonth(trigger.expression) : 0),
    0,
  );
  const schedules = fired * (prices.schedulerInvocations.price + prices.lambdaRequests.price + 5e-7);
  const items = [
    { what: 'CloudWatch alarms', how: `${alarms} alarms`, cost: alarms * monthly.alarmMonth },
    {
      what: 'Schedules and their functions',
      how: `${Math.round(fired)} instants that find nothing to do`,
      cost: schedules,
    },
    { what: 'Table, bus, gateway, lifecycle, functions', how: 'billed by use: nothing', cost: 0 },
  ];
  return { items, total: items.reduce((sum, one) => sum + one.cost, 0) };
};
