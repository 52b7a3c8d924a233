import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { metricNamespace } from '../../shared/metrics/business-metrics.ts';
import type { Tenant } from '../../shared/tenant.ts';
import type { Names } from '../names.ts';
import type { AlarmReceiver } from './alarm-receiver.ts';
import type { MailSet } from './mail-set.ts';

/** A rate (0 to 1) that SES keeps of the mails sent under the tenant's set. */
export const reputation = (set: MailSet, what: 'Bounce' | 'Complaint'): Metric =>
  new Metric({
    namespace: 'AWS/SES',
    metricName: `Reputation.${what}Rate`,
    dimensionsMap: { 'ses:configuration-set': set.name },
    period: Duration.hours(1),
    statistic: 'max',
  });

export const mailsFailed = ({ name }: Tenant): Metric =>
  new Metric({
    namespace: metricNamespace(name),
    metricName: 'MailsFailed',
    period: Duration.hours(1),
    statistic: 'sum',
  });

/**
 * Rings before AWS stops the tenant's mails: it looks into an account from 5 % bounces and 0.1 % complaints on, and
 * pauses it at twice and five times that.
 */
export const alarmOnMails = (
  set: MailSet,
  { tenant, names, alarms }: { tenant: Tenant; names: Names; alarms: AlarmReceiver },
): void => {
  const stopped = 'AWS stops all mails of the account if this goes on: no invoice and no reminder would go out.';
  alarms.watch(set, 'Bouncing', {
    name: `${names.mailSet}-mails-bounce`,
    sentence: `Mails go to addresses that do not exist. ${stopped}`,
    runbook: 'mails-bounce',
    metric: reputation(set, 'Bounce'),
    threshold: 0.04,
  });
  alarms.watch(set, 'Complained', {
    name: `${names.mailSet}-mails-complained-of`,
    sentence: `Customers mark our mails as spam. ${stopped}`,
    runbook: 'customers-complain-about-mails',
    metric: reputation(set, 'Complaint'),
    threshold: 0.0008,
  });
  alarms.watch(set, 'Refused', {
    name: `${names.mailSet}-mails-refused`,
    sentence: 'Several customers cannot be reached: their invoices, confirmations or reminders are refused for good.',
    runbook: 'mails-are-refused-for-good',
    metric: mailsFailed(tenant),
    threshold: 3,
  });
};
