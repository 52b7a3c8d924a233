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

/** What the sender told SES beside the mail. */
export interface Envelope {
  destinations: readonly string[];
  tags: Readonly<Record<string, string>>;
}

/** Told of a mail when it is kept. The sending call answers after it. */
export type OnSent = (mail: SentMail, parsed: ParsedMail, envelope: Envelope) => Promise<void>;

export interface Mailbox {
  /** SES's query protocol: SendRawEmail. */
  service: AwsService;
  /** Every mail ever sent, or the newest so many, oldest first. */
  all(newest?: number): Promise<SentMail[]>;
  onSent(listener: OnSent): void;
  /** The next so many sendings, or those of them that hold a text, are refused with this error, as when SES throttles. For tests. */
  failNext(times: number, code?: string, holding?: string): void;
}

const SendRawEmail = z.object({ 'RawMessage.Data': z.string().min(1), Source: z.string().optional() });

/** What SES takes in one call of its first API. */
const limits = { bytes: 10 * 1024 * 1024, recipients: 50 };

/** What the page does not show need not be made. */
const asItIs = { skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true };

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

const addresses = (mail: ParsedMail): number =>
  [mail.to, mail.cc, mail.bcc]
    .flatMap((one) => one ?? [])
    .reduce((sum, group) => sum + group.value.reduce((n, address) => n + (address.group?.length ?? 1), 0), 0);

/** How many addresses a mail goes to. Throws what SES refuses. */
const recipientsOf = (mail: ParsedMail, form: URLSearchParams): number => {
  const destinations = [...form.keys()].filter((key) => key.startsWith('Destinations.member.')).length;
  const recipients = destinations > 0 ? destinations : addresses(mail);
  if (recipients === 0) throw new AwsFault('InvalidParameterValue', 'Missing required header: To.');
  if (recipients > limits.recipients) {
    throw new AwsFault('InvalidParameterValue', `Recipient count exceeds ${limits.recipients}.`);
  }
  return recipients;
};

const envelopeOf = (mail: ParsedMail, form: URLSearchParams): Envelope => {
  const given = [...form].flatMap(([key, value]) => (key.startsWith('Destinations.member.') ? [value] : []));
  const written = [mail.to].flat().flatMap((group) => group?.value.flatMap(({ address = '' }) => address) ?? []);
  const names = [...form].flatMap(([key, name]) => {
    const place = /^Tags\.member\.(\d+)\.Name$/.exec(key)?.[1];
    return place === undefined ? [] : [[name, form.get(`Tags.member.${place}.Value`) ?? '']];
  });
  return { destinations: given.length > 0 ? given : written, tags: Object.fromEntries(names) };
};

const rawOf = (form: URLSearchParams): { raw: Buffer; source: string | undefined } => {
  const parsed = SendRawEmail.safeParse(Object.fromEntries(form));
  if (!parsed.success) throw new AwsFault('InvalidParameterValue', 'RawMessage.Data is missing.');
  const raw = Buffer.from(parsed.data['RawMessage.Data'], 'base64');
  if (raw.length > limits.bytes) {
    throw new AwsFault('InvalidParameterValue', `Message length is more than ${limits.bytes} bytes long.`);
  }
  return { raw, source: parsed.data.Source };
};

/** SES: every sent mail is a file, written before the call answers. mailparser reads recipients and attachments. */
class MailFolder implements Mailbox {
  readonly #folder: string;
  readonly #meters: Meters;
  readonly #listeners: OnSent[] = [];
  #failing = { times: 0, code: '', holding: '' };

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

  async all(newest?: number): Promise<SentMail[]> {
    const files = (await readdir(this.#folder)).filter((file) => file.endsWith('.eml')).toSorted();
    const mails: SentMail[] = [];
    for (const file of newest === undefined ? files : files.slice(-newest)) {
      const raw = await readFile(join(this.#folder, file));
      mails.push({ messageId: file.slice(16, -'.eml'.length), at: Number(file.slice(0, 15)), raw });
    }
    return mails;
  }

  onSent(listener: OnSent): void {
    this.#listeners.push(listener);
  }

  failNext(times: number, code = 'Throttling', holding = ''): void {
    this.#failing = { times, code, holding };
  }

  async #send(form: URLSearchParams): Promise<string> {
    const { raw, source } = rawOf(form);
    if (this.#failing.times > 0 && raw.includes(this.#failing.holding)) {
      this.#failing.times -= 1;
      throw new AwsFault(this.#failing.code, 'Maximum sending rate exceeded.');
    }
    const mail = await simpleParser(raw, asItIs);
    const recipients = recipientsOf(mail, form);
    if (!mail.from && source === undefined) {
      throw new AwsFault('InvalidParameterValue', 'Missing required header: From.');
    }
    const sent: SentMail = { messageId: `embedded-${ulid().toLowerCase()}`, at: now().getTime(), raw };
    const file = join(this.#folder, nameOf(sent));
    await writeFile(`${file}.part`, raw);
    await rename(`${file}.part`, file);
    this.#count(mail, recipients);
    // Whoever waits until all is done finds the mail on the page, too.
    await Promise.all(this.#listeners.map((listener) => listener(sent, mail, envelopeOf(mail, form))));
    return sent.messageId;
  }

  /** Every recipient gets a mail of its own. Attachments count as they travel: base64, four bytes for three. */
  #count(mail: ParsedMail, recipients: number): void {
    const attached = mail.attachments.reduce((sum, one) => sum + one.size, 0);
    this.#meters.add('mails', recipients);
    this.#meters.add('mailAttachmentGb', (attached * recipients * 4) / 3 / 1e9);
  }
}

/** Opens the folder of the sent mails. */
export const openMailbox = async (folder: string, meters: Meters): Promise<Mailbox> => {
  await mkdir(folder, { recursive: true });
  return new MailFolder(folder, meters);
};
