import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendRawEmailCommand, SESClient } from '@aws-sdk/client-ses';
import * as z from 'zod';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newRequestHandler } from '../../../local/aws/request-handler.ts';
import { type Meters, newMeters } from '../../../local/bill/meters.ts';
import { type Mailbox, openMailbox } from '../../../local/mail/mailbox.ts';
import { startViewer } from '../../../local/mail/viewer.ts';

let folder: string;
let meters: Meters;
let mailbox: Mailbox;
let ses: SESClient;

const open = async (): Promise<void> => {
  mailbox = await openMailbox(folder, meters);
  ses = new SESClient({
    requestHandler: newRequestHandler({ email: mailbox.service, ses: mailbox.service }),
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cobro-mail-'));
  meters = newMeters();
  await open();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mime = (to: string, subject = 'Factura', attachment = ''): string =>
  [
    'From: billing@acme.example',
    ...(to === '' ? [] : [`To: ${to}`]),
    `Subject: ${subject}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Hello',
    ...(attachment === ''
      ? []
      : ['--b', 'Content-Type: application/pdf', 'Content-Disposition: attachment; filename=a.pdf', '', attachment]),
    '--b--',
  ].join('\r\n');
const send = (raw: string, Destinations?: string[]) =>
  ses.send(new SendRawEmailCommand({ RawMessage: { Data: Buffer.from(raw) }, Destinations }));

describe('a mail that is sent', () => {
  it('is kept, over a restart, oldest first', async () => {
    const { MessageId } = await send(mime('a@example.com', 'one'));
    await send(mime('a@example.com', 'two'));
    await open();
    const mails = await mailbox.all();
    expect(mails[0]?.messageId).toBe(MessageId);
    expect(mails.map(({ raw }) => /Subject: (\w+)/.exec(raw.toString())?.[1])).toEqual(['one', 'two']);
    expect((await mailbox.all(1)).map(({ raw }) => raw.toString().includes('two'))).toEqual([true]);
  });

  it('is billed for each recipient, with what is attached as it travels', async () => {
    await send(mime('a@example.com, b@example.com', 'x', 'y'.repeat(3000)));
    await send(mime('a@example.com', 'x'), ['c@example.com', 'd@example.com', 'e@example.com']);
    const { mails, mailAttachmentGb } = meters.read();
    expect(mails).toBe(5);
    expect(mailAttachmentGb).toBeCloseTo((2 * 4000) / 1e9, 12);
  });

  it.each([
    ['without a recipient', () => send(mime('')), 'InvalidParameterValue'],
    [
      'to more than fifty',
      () =>
        send(
          mime('x@example.com'),
          Array.from({ length: 51 }, (_, n) => `a${n}@example.com`),
        ),
      'InvalidParameterValue',
    ],
    ['longer than 10 MB', () => send(mime('a@example.com', 'x', 'y'.repeat(11_000_000))), 'InvalidParameterValue'],
  ])('is refused %s, and not kept', async (_name, sending, code) => {
    await expect(sending()).rejects.toMatchObject({ name: code });
    expect(await mailbox.all()).toEqual([]);
    expect(meters.read().mails).toBe(0);
  });

  it('can be refused as by SES when it throttles', async () => {
    mailbox.failNext(1);
    await expect(send(mime('a@example.com'))).rejects.toMatchObject({ name: 'Throttling' });
    await send(mime('a@example.com'));
    expect(await mailbox.all()).toHaveLength(1);
  });
});

describe('the mailbox page', () => {
  it('has every mail by the time its sending was answered, and those of earlier days', async () => {
    await send(mime('a@example.com', 'yesterday'));
    const viewer = await startViewer(mailbox, 0);
    try {
      await send(mime('a@example.com', 'today'));
      const Store = z.object({ emails: z.array(z.object({ subject: z.string() })) });
      const { emails } = Store.parse(await (await fetch(`${viewer.url}/store`)).json());
      expect(emails.map(({ subject }) => subject)).toEqual(['yesterday', 'today']);
    } finally {
      await viewer.close();
    }
  });
});
