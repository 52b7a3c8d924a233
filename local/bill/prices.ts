import type { MeterName } from './meters.ts';

/** From which price list, as GET /_local/bill names it. Public on-demand prices of AWS, without free tiers. */
export const priceList = 'us-east-1, 2026-11-23';

interface Price {
  service: string;
  unit: string;
  /** Dollars for one unit. */
  price: number;
}

const million = 1_000_000;

/** What is counted call by call. A unit is what AWS counts. */
export const prices: Record<MeterName, Price> = {
  httpRequests: { service: 'API Gateway (HTTP API)', unit: 'requests', price: 1 / million },
  lambdaRequests: { service: 'Lambda (arm64)', unit: 'requests', price: 0.2 / million },
  lambdaGbSeconds: { service: 'Lambda (arm64)', unit: 'gbSeconds', price: 0.0000133334 },
  tableReadUnits: { service: 'DynamoDB (on demand)', unit: 'readRequestUnits', price: 0.125 / million },
  tableWriteUnits: { service: 'DynamoDB (on demand)', unit: 'writeRequestUnits', price: 0.625 / million },
  stateTransitions: { service: 'Step Functions (Standard)', unit: 'stateTransitions', price: 25 / million },
  busEvents: { service: 'EventBridge', unit: 'customEvents', price: 1 / million },
  schedulerInvocations: { service: 'EventBridge Scheduler', unit: 'invocations', price: 1 / million },
  mails: { service: 'SES', unit: 'mails', price: 0.1 / 1000 },
  mailAttachmentGb: { service: 'SES', unit: 'attachmentGb', price: 0.12 },
  tokens: { service: 'Cognito', unit: 'tokens', price: 2.25 / 1000 },
  bucketWrites: { service: 'S3', unit: 'putRequests', price: 5 / million },
  bucketReads: { service: 'S3', unit: 'getRequests', price: 0.4 / million },
  queueMessages: { service: 'SQS', unit: 'messages', price: 0.4 / million },
};

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
