import type { MeterName } from './meters.ts';

/** From which price list, as GET /_local/bill names it. Public on-demand prices of AWS, without free tiers. */
export const priceList = 'us-east-1, 2026-11-23';

interface Price {
  meter: MeterName;
  service: string;
  unit: string;
  /** Dollars for one unit. */
  price: number;
}

const million = 1_000_000;

/** What is counted call by call, in the order of a bill. A unit is what AWS counts. */
export const prices: readonly Price[] = [
  { meter: 'httpRequests', service: 'API Gateway (HTTP API)', unit: 'requests', price: 1 / million },
  { meter: 'lambdaRequests', service: 'Lambda (arm64)', unit: 'requests', price: 0.2 / million },
  { meter: 'lambdaGbSeconds', service: 'Lambda (arm64)', unit: 'gbSeconds', price: 0.0000133334 },
  { meter: 'tableReadUnits', service: 'DynamoDB (on demand)', unit: 'readRequestUnits', price: 0.125 / million },
  { meter: 'tableWriteUnits', service: 'DynamoDB (on demand)', unit: 'writeRequestUnits', price: 0.625 / million },
  { meter: 'stateTransitions', service: 'Step Functions (Standard)', unit: 'stateTransitions', price: 25 / million },
  { meter: 'busEvents', service: 'EventBridge', unit: 'customEvents', price: 1 / million },
  { meter: 'schedulerInvocations', service: 'EventBridge Scheduler', unit: 'invocations', price: 1 / million },
  { meter: 'mails', service: 'SES', unit: 'mails', price: 0.1 / 1000 },
  { meter: 'mailAttachmentGb', service: 'SES', unit: 'attachmentGb', price: 0.12 },
  // Per token; since AWS dropped the charge per app client, nothing else is asked for machines.
  { meter: 'tokens', service: 'Cognito', unit: 'tokens', price: 2.25 / 1000 },
  { meter: 'bucketWrites', service: 'S3', unit: 'putRequests', price: 5 / million },
  { meter: 'bucketReads', service: 'S3', unit: 'getRequests', price: 0.4 / million },
  { meter: 'queueMessages', service: 'SQS', unit: 'messages', price: 0.4 / million },
];

/** Dollars for one unit of that meter. */
export const priceOf = (meter: MeterName): number => prices.find((price) => price.meter === meter)?.price ?? 0;

/** What AWS bills by the month or by the gigabyte. */
export const monthly = {
  /** Dollars per GB written to CloudWatch Logs, and per GB kept for a month. */
  logGbWritten: 0.5,
  logGbMonth: 0.03,
  /** Dollars per GB and month of the table, of its point-in-time recovery, and of the bucket. */
  tableGbMonth: 0.25,
  recoveryGbMonth: 0.2,
  bucketGbMonth: 0.023,
  /** Dollars per alarm and month (standard resolution). */
  alarmMonth: 0.1,
} as const;
