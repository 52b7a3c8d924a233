import type { Call } from '../call.ts';
import type { Attachment } from './post-mail.ts';
import type { Mail } from './render-mail.ts';
import { type OnceOnly, type Outcome, sendOnce } from './send-once.ts';

export interface OneMail extends OnceOnly {
  /** What it says, as of the instant of sending; undefined when there is nothing to say any more. */
  write: () => Mail | undefined | Promise<Mail | undefined>;
  attachments?: readonly Attachment[];
}

/** Writes a mail and sends it from the tenant, at most once under its natural key: see send-once.ts. */
export const mailOnce = ({ write, attachments, ...once }: OneMail, call: Call): Promise<Outcome> =>
  sendOnce(once, call, async () => {
    const mail = await write();
    if (!mail) return undefined;
    // Loaded when there is something to send: what was told before needs none of it.
    const { renderMail } = await import('./render-mail.ts');
    const { postMail } = await import('./post-mail.ts');
    return postMail({
      from: call.tenant.senderEmail,
      fromName: call.tenant.legalName,
      to: once.to,
      at: call.at,
      correlationId: call.correlationId,
      id: `${once.about}.${once.mail}`,
      attachments,
      mail: renderMail(mail),
    });
  });
