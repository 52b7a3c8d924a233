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

/** SES: every sent mail is a file, written before the call answers. mailparser reads recipients and attachments. */
export const openMailbox = async (folder: string, meters: Meters): Promise<Mailbox> => {
  await mkdir(folder, { recursive: true });
  const listeners: ((mail: SentMail) => void)[] = [];
  let failing = { times: 0, code: '' };

  const send = async (form: URLSearchParams): Promise<string> => {
    if (failing.times > 0) {
      failing.times -= 1;
      throw new AwsFault(failing.code, 'Maximum sending rate exceeded.');
    }
    const parsed = SendRawEmail.safeParse(Object.fromEntries(form));
    if (!parsed.success) throw new AwsFault('InvalidParameterValue', 'RawMessage.Data is missing.');
    const raw = Buffer.from(parsed.data['RawMessage.Data'], 'base64');
    const mail = await simpleParser(raw);
    const destinations = [...form.keys()].filter((key) => key.startsWith('Destinations.member.')).length;
    const recipients = destinations > 0 ? destinations : addresses(mail);
    if (recipients === 0) throw new AwsFault('InvalidParameterValue', 'Missing required header: To.');
    if (!mail.from && parsed.data.Source === undefined) {
      throw new AwsFault('InvalidParameterValue', 'Missing required header: From.');
    }
    const sent: SentMail = { messageId: `embedded-${ulid().toLowerCase()}`, at: now().getTime(), raw };
    const file = join(folder, nameOf(sent));
    await writeFile(`${file}.part`, raw);
    await rename(`${file}.part`, file);
    meters.add('mails', recipients);
    meters.add('mailAttachmentGb', mail.attachments.reduce((sum, one) => sum + one.size, 0) / 1e9);
    for (const listener of listeners) listener(sent);
    return sent.messageId;
  };

  return {
    service: async (request) => {
      const form = new URLSearchParams(request.body.toString());
      const action = form.get('Action') ?? '';
      try {
        if (action !== 'SendRawEmail') throw new AwsFault('InvalidAction', `SES has no ${action} here.`);
        const id = await send(form);
        return answerXml(
          200,
          `<SendRawEmailResponse xmlns="${namespace}"><SendRawEmailResult><MessageId>${id}</MessageId></SendRawEmailResult></SendRawEmailResponse>`,
        );
      } catch (error) {
        if (!(error instanceof AwsFault)) throw error;
        logLine(`mail refused: ${error.code}`);
        return faultXml(error);
      }
    },
    all: async () => {
      const files = (await readdir(folder)).filter((file) => file.endsWith('.eml')).toSorted();
      return Promise.all(
        files.map(async (file) => ({
          messageId: file.slice(16, -'.eml'.length),
          at: Number(file.slice(0, 15)),
          raw: await readFile(join(folder, file)),
        })),
      );
    },
    onSent: (listener) => {
      listeners.push(listener);
    },
    failNext: (times, code = 'Throttling') => {
      failing = { times, code };
    },
  };
};
