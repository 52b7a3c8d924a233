import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser, type ParsedMail } from 'mailparser';
import { ulid } from 'ulid';
import * as z from 'zod';
import { now } from '../../shared/clock.ts';
import { AwsFault } from '../aws/aws-fault.ts';
import type { AwsResponse, AwsService } from '../aws/request-handler.ts';
import type { Meters } from '../bill/meters.ts';
import { logLine } from '../names.ts';

export interface SentMail {
  messageId: string;
  /** Business time in milliseconds. */
  at: number;
  raw: Buffer;
}

export interface Mailbox {
  /** SES's query protocol: SendRawEmail. */
  service: AwsService;
  /** Every mail ever sent, oldest first. */
  all(): Promise<SentMail[]>;
  onSent(listener: (mail: SentMail) => void): void;
  /** The next so many sendings are refused with this error, as when SES throttles. For tests. */
  failNext(times: number, code?: string): void;
}

const SendRawEmail = z.object({ 'RawMessage.Data': z.string().min(1), Source: z.string().optional() });

const addresses = (mail: ParsedMail): number =>
  [mail.to, mail.cc, mail.bcc]
    .flatMap((one) => one ?? [])
    .reduce((sum, group) => sum + group.value.reduce((n, address) => n + (address.group?.length ?? 1), 0), 0);

const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/';

const answerXml = (statusCode: number, body: string): AwsResponse => ({
  statusCode,
  headers: { 'content-type': 'text/xml' },
  body: Buffer.from(body),
});

const faultXml = (fault: AwsFault): AwsResponse =>
  answerXml(
    fault.statusCode,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${fault.code}</Code><Message>${fault.message}</Message></Error></ErrorResponse>`,
  );

const nameOf = (mail: SentMail): string => `${String(mail.at).padStart(15, '0')}-${mail.messageId}.eml`;

/** What SES checks of a mail before it takes it. Answers how many it goes to, and the bytes attached. */
const inspect = async (form: URLSearchParams, raw: Buffer, source: string | undefined) => {
  const mail = await simpleParser(raw);
  const destinations = [...form.keys()].filter((key) => key.startsWith('Destinations.member.')).length;
  const recipients = destinations > 0 ? destinations : addresses(mail);
  if (recipients === 0) throw new AwsFault('InvalidParameterValue', 'Missing required header: To.');
  if (!mail.from && source === undefined) {
    throw new AwsFault('InvalidParameterValue', 'Missing required header: From.');
  }
  return { recipients, attached: mail.attachments.reduce((sum, one) => sum + one.size, 0) };
};

/** SES: every sent mail is a file, written before the call answers. mailparser reads recipients and attachments. */
class MailFolder implements Mailbox {
  readonly #folder: string;
  readonly #meters: Meters;
  readonly #listeners: ((mail: SentMail) => void)[] = [];
  #failing = { times: 0, code: '' };

  constructor(folder: string, meters: Meters) {
    this.#folder = folder;
    this.#meters = meters;
  }

  readonly service: AwsService = async (request) => {
    const form = new URLSearchParams(request.body.toString());
    const action = form.get('Action') ?? '';
    try {
      if (action !== 'SendRawEmail') throw new AwsFault('InvalidAction', `SES has no ${action} here.`);
      const id = await this.#send(form);
      return answerXml(
        200,
        `<SendRawEmailResponse xmlns="${namespace}"><SendRawEmailResult><MessageId>${id}</MessageId></SendRawEmailResult></SendRawEmailResponse>`,
      );
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error;
      logLine(`mail refused: ${error.code}`);
      return faultXml(error);
    }
  };

  async all(): Promise<SentMail[]> {
    const files = (await readdir(this.#folder)).filter((file) => file.endsWith('.eml')).toSorted();
    return Promise.all(
      files.map(async (file) => ({
        messageId: file.slice(16, -'.eml'.length),
        at: Number(file.slice(0, 15)),
        raw: await readFile(join(this.#folder, file)),
      })),
    );
  }

  onSent(listener: (mail: SentMail) => void): void {
    this.#listeners.push(listener);
  }

  failNext(times: number, code = 'Throttling'): void {
    this.#failing = { times, code };
  }

  async #send(form: URLSearchParams): Promise<string> {
    if (this.#failing.times > 0) {
      this.#failing.times -= 1;
      throw new AwsFault(this.#failing.code, 'Maximum sending rate exceeded.');
    }
    const parsed = SendRawEmail.safeParse(Object.fromEntries(form));
    if (!parsed.success) throw new AwsFault('InvalidParameterValue', 'RawMessage.Data is missing.');
    const raw = Buffer.from(parsed.data['RawMessage.Data'], 'base64');
    const { recipients, attached } = await inspect(form, raw, parsed.data.Source);
    const sent: SentMail = { messageId: `embedded-${ulid().toLowerCase()}`, at: now().getTime(), raw };
    const file = join(this.#folder, nameOf(sent));
    await writeFile(`${file}.part`, raw);
    await rename(`${file}.part`, file);
    this.#meters.add('mails', recipients);
    this.#meters.add('mailAttachmentGb', attached / 1e9);
    for (const listener of this.#listeners) listener(sent);
    return sent.messageId;
  }
}

/** Opens the folder of the sent mails. */
export const openMailbox = async (folder: string, meters: Meters): Promise<Mailbox> => {
  await mkdir(folder, { recursive: true });
  return new MailFolder(folder, meters);
};
