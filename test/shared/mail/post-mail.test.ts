import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { newRequestHandler } from '../../../local/aws/request-handler.ts';
import { newMeters } from '../../../local/bill/meters.ts';
import { openMailbox } from '../../../local/mail/mailbox.ts';
import { useClientOptions } from '../../../shared/aws/clients.ts';
import { ProviderFailed } from '../../../shared/errors.ts';
import { composeMail, type Letter, postMail } from '../../../shared/mail/post-mail.ts';
import { renderMail } from '../../../shared/mail/render-mail.ts';
import { seller } from '../../make/sample-invoice.ts';
import { invoiceMailOf, orderMail } from './sample-mails.ts';

Object.assign(process.env, {
  TENANT: JSON.stringify(seller),
  TABLE_NAME: 'cobro-acme',
  BUS_NAME: 'cobro-acme',
  BUCKET_NAME: 'cobro-acme-documents',
  MAIL_CONFIGURATION_SET: 'cobro-acme',
});

const pdf = Uint8Array.from([0x25, 0x50, 0x44, 0x46, 0x00, 0xff, 0x0a, 0x0d]);

const letter: Letter = {
  from: 'facturas@acme.example',
  fromName: 'Acme Distribución S.L.',
  to: 'compras@pena.example',
  at: '2026-11-03T09:30:00.000Z',
  id: 'inv_01JD0000000000000000000001.invoice',
  correlationId: 'request-1',
  mail: renderMail(invoiceMailOf('es')),
  attachments: [{ filename: 'FA-2026-000123.pdf', content: pdf, contentType: 'application/pdf' }],
};

describe('a mail on its way', () => {
  it('holds text and HTML as alternatives and the PDF beside them', async () => {
    const mail = await simpleParser(await composeMail(letter));
    expect(mail.text).toBe(letter.mail.text);
    expect(mail.html).toBe(letter.mail.html);
    expect(mail.subject).toBe('Factura FA-2026-000123 de Acme Distribución S.L.');
    expect(mail.from?.value).toEqual([{ name: 'Acme Distribución S.L.', address: 'facturas@acme.example' }]);
    expect(mail.to).toMatchObject({ value: [{ address: 'compras@pena.example' }] });
    expect(mail.date?.toISOString()).toBe(letter.at);
    expect(mail.messageId).toBe('<inv_01JD0000000000000000000001.invoice@acme.example>');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.headers.get('content-language')).toBe('es');
    expect(mail.headers.get('x-correlation-id')).toBe('request-1');
    expect(mail.headers.get('content-type')).toMatchObject({ value: 'multipart/mixed' });
    expect(mail.attachments).toHaveLength(1);
    const [attachment] = mail.attachments;
    expect(attachment).toMatchObject({
      filename: 'FA-2026-000123.pdf',
      contentType: 'application/pdf',
      contentDisposition: 'attachment',
    });
    expect(Uint8Array.from(attachment!.content)).toEqual(pdf);
  });

  it('is two alternatives and nothing else without attachments', async () => {
    const { attachments: _none, ...bare } = letter;
    const mail = await simpleParser(await composeMail({ ...bare, mail: renderMail(orderMail('en')) }));
    expect(mail.headers.get('content-type')).toMatchObject({ value: 'multipart/alternative' });
    expect(mail.attachments).toEqual([]);
  });

  it('is the same bytes whenever it is composed', async () => {
    expect(await composeMail(letter)).toEqual(await composeMail(letter));
  });

  it('gets no header from a name or a subject with line breaks', async () => {
    const evil = 'Acme\r\nBcc: everyone@example.com\r\n\r\nHello';
    const raw = await composeMail({ ...letter, fromName: evil, mail: { ...letter.mail, subject: evil } });
    const mail = await simpleParser(raw);
    expect(mail.headers.has('bcc')).toBe(false);
    expect(mail.text).toBe(letter.mail.text);
    expect(mail.from?.value).toMatchObject([{ address: 'facturas@acme.example' }]);
    expect(mail.to).toMatchObject({ value: [{ address: 'compras@pena.example' }] });
  });
});

describe('posting a mail', async () => {
  const forms: URLSearchParams[] = [];
  const mailbox = await openMailbox(mkdtempSync(join(tmpdir(), 'mailbox-')), newMeters());
  const requestHandler = newRequestHandler({
    ses: (request) => {
      forms.push(new URLSearchParams(request.body.toString()));
      return mailbox.service(request);
    },
  });
  useClientOptions({
    requestHandler,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
  });

  it('sends it to its one receiver under the configuration set, and answers the id it was given', async () => {
    const id = await postMail(letter);
    const sent = await mailbox.all();
    expect(sent.map(({ messageId }) => messageId)).toEqual([id]);
    expect(sent[0]?.raw).toEqual(await composeMail(letter));
    expect(forms.at(-1)?.get('ConfigurationSetName')).toBe('cobro-acme');
    expect(forms.at(-1)?.get('Destinations.member.1')).toBe('compras@pena.example');
    expect(forms.at(-1)?.has('Destinations.member.2')).toBe(false);
  });

  it.each([
    ['Throttling', 'mail_refused'],
    ['ConfigurationSetDoesNotExist', 'mail_refused'],
    ['MessageRejected', 'mail_undeliverable'],
    ['InvalidParameterValue', 'mail_undeliverable'],
  ])('says that the provider refuses with %s, whether for good, and names nobody', async (refusal, code) => {
    mailbox.failNext(1, refusal);
    const failure = await postMail(letter).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProviderFailed);
    expect(failure).toMatchObject({ code, cause: undefined });
    expect(String(failure)).toContain(refusal);
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toMatch(/pena|acme|@/);
  });
});
