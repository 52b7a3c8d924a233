import { randomUUID } from 'node:crypto';
import { allFunctions } from '../../infra/domains/index.ts';
import { nowIso } from '../../shared/clock.ts';
import type { Tenant } from '../../shared/tenant.ts';
import type { Deliveries } from '../functions/deliveries.ts';
import { account } from '../names.ts';
import type { Envelope, Mailbox } from './mailbox.ts';

/*
 * The addresses of SES's own mailbox simulator that fail, and what SES then reports. A label may follow the name
 * (bounce+shop@): https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
const failing: Record<string, (feedbackId: string) => { 'detail-type': string; detail: object }> = {
  bounce: (feedbackId) => ({
    'detail-type': 'Email Bounced',
    detail: { eventType: 'Bounce', bounce: { bounceType: 'Permanent', bounceSubType: 'General', feedbackId } },
  }),
  suppressionlist: (feedbackId) => ({
    'detail-type': 'Email Bounced',
    detail: {
      eventType: 'Bounce',
      bounce: { bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList', feedbackId },
    },
  }),
  complaint: (feedbackId) => ({
    'detail-type': 'Email Complaint Received',
    detail: { eventType: 'Complaint', complaint: { complaintFeedbackType: 'abuse', feedbackId } },
  }),
};

const failureOf = (destination: string) => {
  const name = /^(\w+)(\+[^@]*)?@simulator\.amazonses\.com$/i.exec(destination)?.[1]?.toLowerCase();
  return name !== undefined && Object.hasOwn(failing, name) ? failing[name] : undefined;
};

const reportOf = (messageId: string, envelope: Envelope, { region }: Tenant): object | undefined => {
  const failure = envelope.destinations.map(failureOf).find((one) => one !== undefined);
  if (!failure) return undefined;
  const { 'detail-type': type, detail } = failure(`embedded-${randomUUID()}`);
  const tags = Object.fromEntries(Object.entries(envelope.tags).map(([name, value]) => [name, [value]]));
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': type,
    source: 'aws.ses',
    account,
    time: nowIso(),
    region,
    resources: [],
    detail: { ...detail, mail: { timestamp: nowIso(), messageId, destination: envelope.destinations, tags } },
  };
};

/** Mails to the simulator's failing addresses are reported as SES reports them over the default bus. */
export const simulateFailures = (
  mailbox: Mailbox,
  { deliveries, tenant }: { deliveries: Pick<Deliveries, 'enqueue'>; tenant: Tenant },
): void => {
  const hearing = allFunctions.filter(({ trigger }) => trigger.kind === 'mail-failures');
  mailbox.onSent(async ({ messageId }, _parsed, envelope) => {
    const payload = reportOf(messageId, envelope, tenant);
    if (payload === undefined) return;
    await deliveries.enqueue(hearing.map(({ name }) => ({ functionName: name, payload, source: 'bus' })));
  });
};
