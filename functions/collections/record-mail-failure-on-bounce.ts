import { callBy } from '../../shared/call.ts';
import { MailReport } from '../../shared/mail/mail-report.ts';
import { recordMailFailure } from '../../shared/mail/record-mail-failure.ts';

/** A mail bounced, was complained of, or was thrown away by the provider: whoever looks at the order or invoice sees it. */
export const handler = async (input: unknown): Promise<void> => {
  const report = MailReport.parse(input);
  const call = callBy({ actor: 'record-mail-failure-on-bounce', correlationId: report.id });
  await recordMailFailure(report, call);
};
