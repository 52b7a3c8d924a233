import type { MeterName } from './meters.ts';

/** From which price list, as GET /_local/bill names it. */
export const priceList = 'us-east-1, 2026-11-23';

interface Price {
  service: string;
  unit: string;
  /** Dollars for one unit. */
  price: number;
}

const million = 1_000_000;

/** Public on-demand prices of AWS, without free tiers. A unit is what AWS counts. */
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
};
