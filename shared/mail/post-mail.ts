import { createHash } from 'node:crypto';
import { type MessageTag, SendRawEmailCommand, SESClient, SESServiceException } from '@aws-sdk/client-ses';
import type MailComposer from 'nodemailer/lib/mail-composer';
import { clientOptions } from '../aws/clients.ts';
import { inline } from '../documents/for-people.ts';
import { env } from '../env.ts';
import { ProviderFailed } from '../errors.ts';
import { mailTags } from './mail-report.ts';
import type { RenderedMail } from './render-mail.ts';

export interface Attachment {
  filename: string;
  content: Uint8Array;
  contentType: string;
}

export interface Letter {
  from: string;
  fromName: string;
  to: string;
  /** RFC 3339 instant: the date of the mail. */
  at: string;
  /** What makes this mail itself and no other, `<about>.<mail>`: its Message-ID and tags follow from it. */
  id: string;
  /** X-Request-Id of the request the mail follows from: leads from a mail in somebody's hands to the log. */
  correlationId: string;
  mail: RenderedMail;
  attachments?: readonly Attachment[];
}

/** nodemailer takes the boundaries' common part too; its published types leave it out. */
type ComposerOptions = ConstructorParameters<typeof MailComposer>[0] & { baseBoundary: string };

/**
 * The mail as it travels: text and HTML as alternatives, attachments beside them. The same letter gives the same bytes:
 * date, Message-ID and boundaries follow from it. nodemailer folds and encodes the headers.
 */
export const composeMail = async (letter: Letter): Promise<Buffer> => {
  const { from, fromName, to, at, id, correlationId, mail, attachments = [] } = letter;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const options: ComposerOptions = {
    from: { name: inline(fromName), address: from },
    to: { name: '', address: to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: new Date(at),
    messageId: `<${id}@${domain}>`,
    // Answering machines do not answer what a machine has sent (RFC 3834).
    headers: {
      'Auto-Submitted': 'auto-generated',
      'Content-Language': mail.language,
      'X-Correlation-Id': inline(correlationId),
    },
    attachments: attachments.map(({ filename, content, contentType }) => ({
      filename,
      contentType,
      content: Buffer.from(content),
    })),
    baseBoundary: createHash('sha256').update(id).digest('hex').slice(0, 32),
    disableFileAccess: true,
    disableUrlAccess: true,
    xMailer: false,
  };
  // Loaded when there is something to send: a mail that went out before needs none of it.
  const { default: Composer } = await import('nodemailer/lib/mail-composer');
  return new Composer(options).compile().build();
};

/**
 * What SES says of the mail later, it says with these: what the mail is about, and which it is. SES puts a Message-ID of
 * its own in the place of ours, so that one would lead nowhere.
 */
const tagsOf = (id: string): MessageTag[] => {
  const [about = '', mail = ''] = id.split('.');
  return [
    { Name: mailTags.about, Value: about },
    { Name: mailTags.mail, Value: mail },
  ];
};

let client: SESClient | undefined;

const ses = (): SESClient => {
  // One attempt: after a broken connection the mail may be on its way, and the SDK would send it again.
  client ??= new SESClient({ ...clientOptions(), maxAttempts: 1 });
  return client;
};

/**
 * SES will never take it: the address or the mail itself is wrong. The same name is given to mails of an account or sender
 * that is not (or no longer) allowed to send, which passes when somebody mends that.
 */
const isForGood = (error: unknown): boolean =>
  error instanceof SESServiceException &&
  (error.name === 'InvalidParameterValue' ||
    (error.name === 'MessageRejected' && !/not verified|suspended|paused/i.test(error.message)));

/** What may be said of a failure: its name. Messages of the provider name addresses. Only its own answer is a refusal. */
const refused = (error: unknown): ProviderFailed => {
  const reason = error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : 'unknown reason';
  const { httpStatusCode: status = 0 } = error instanceof SESServiceException ? error.$metadata : {};
  if (status < 400 || status >= 500) {
    return new ProviderFailed('mail_unsure', `Nobody knows whether the mail provider took the mail: ${reason}.`);
  }
  if (isForGood(error)) {
    return new ProviderFailed('mail_undeliverable', `The mail provider refuses this mail for good: ${reason}.`);
  }
  return new ProviderFailed('mail_refused', `The mail provider did not take the mail: ${reason}. Try again later.`);
};

/**
 * Sends a mail through SES, under the tenant's configuration set where there is one. Answers the provider's id of the
 * message; throws ProviderFailed when it is not taken, without naming anybody.
 */
export const postMail = async (letter: Letter): Promise<string> => {
  const { MAIL_CONFIGURATION_SET: set } = env();
  const raw = await composeMail(letter);
  const command = new SendRawEmailCommand({
    Source: letter.from,
    Destinations: [letter.to],
    RawMessage: { Data: raw },
    Tags: tagsOf(letter.id),
    ...(set !== undefined && { ConfigurationSetName: set }),
  });
  const { MessageId } = await ses()
    .send(command)
    .catch((error: unknown) => Promise.reject(refused(error)));
  if (MessageId === undefined) throw new ProviderFailed('mail_refused', 'The mail provider gave the mail no id.');
  return MessageId;
};
