import type { Call } from '../call.ts';
import { ProviderFailed } from '../errors.ts';
import { noteCreditNoteMailRefused } from '../credit-notes/note-mail-refused.ts';
import { noteMailRefused } from '../invoices/note-mail-refused.ts';
import { noteOrderMailFailed } from '../orders/note-mail-failed.ts';
import { keys } from '../table/table-map.ts';
import { getRow } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import type { MailReport } from './mail-report.ts';
import { Claim } from './send-once.ts';

interface Failure {
  /** The same report always has the same id. */
  report: string;
  /** The address will not work another time either. */
  forGood: boolean;
  /** In words, naming nobody. */
  reason: string;
}

const word = (text: string): string => (/^\w{1,60}$/.test(text) ? text : 'unknown');

/** What a report of SES says. A bounce is `Permanent`, `Transient` (a full mailbox, given up by now) or `Undetermined`. */
export const failureIn = ({ id, detail }: MailReport): Failure => {
  const { bounce, complaint } = detail;
  if (bounce) {
    const { bounceType, bounceSubType, feedbackId: report } = bounce;
    const reason = `The mail bounced: ${word(bounceType)}, ${word(bounceSubType)}.`;
    return { report, forGood: bounceType === 'Permanent', reason };
  }
  if (complaint)
    return { report: complaint.feedbackId, forGood: true, reason: 'The recipient complained of the mail.' };
  return { report: id, forGood: true, reason: 'The mail provider found the mail unfit to send.' };
};

/** Who notes it, by the kind of what the mail was about. */
const noteOf = (about: string) => {
  if (about.startsWith('ord_')) return noteOrderMailFailed;
  return about.startsWith('crn_') ? noteCreditNoteMailRefused : noteMailRefused;
};

/**
 * Notes that a mail taken by the provider failed on its way, and raises `email.failed` of what it was about, once per
 * report. An address that failed for good is not tried again for this mail; another one is. Throws while the sender has
 * not recorded the mail yet: the report comes again.
 */
export const recordMailFailure = async (report: MailReport, call: Call): Promise<void> => {
  const { messageId, tags } = report.detail.mail;
  const [about, mail] = [tags.about?.[0], tags.mail?.[0]];
  if (about === undefined || mail === undefined) return;
  const failure = failureIn(report);
  await deciding(async () => {
    const key = keys.mail(about, mail);
    const row = await getRow(key);
    const before = row && Claim.parse(row);
    if (!before || before.reports?.includes(failure.report)) return;
    if (before.state === 'sending')
      throw new ProviderFailed('mail_being_sent', 'The mail is not recorded as sent yet.');
    // An earlier mail of this name may have gone to another address than the one that is known now.
    const refuses = failure.forGood && before.messageId === messageId && before.address !== undefined;
    const reports = [...(before.reports ?? []), failure.report];
    const refusal = refuses ? { state: 'refused' as const, refusedAddress: before.address } : {};
    const work = new Work(call);
    await noteOf(about)(about, mail, call)(work, failure.reason);
    work.put({ ...row, ...refusal, reports, version: before.version + 1 }, { version: before.version });
    await work.commit();
  });
};
