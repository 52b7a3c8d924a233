import type { Server } from 'node:http';
import { simpleParser } from 'mailparser';
import { logLine } from '../names.ts';
import type { Mailbox, SentMail } from './mailbox.ts';

export interface MailViewer {
  url: string;
  close(): Promise<void>;
}

/** More mails than these make the page slow and fill the memory; all are in the mail folder. */
const shown = 1000;

const texts = (group: { text: string } | { text: string }[] | undefined): string[] =>
  [group ?? []].flat().map((one) => one.text);

/**
 * The mailbox page and its GET /store, by aws-ses-v2-local. Its store is memory only, so it is fed with the mails on
 * disk at start (in the background) and with every mail when it is sent.
 */
export const startViewer = async (mailbox: Mailbox, port: number): Promise<MailViewer> => {
  // Loaded only here: express and its parsers cost a quarter of a second.
  const { default: library } = await import('aws-ses-v2-local');
  const { saveEmail, getStoreReadonly } = await import('aws-ses-v2-local/dist/store.js');
  const feed = async ({ messageId, at, raw }: SentMail): Promise<void> => {
    const mail = await simpleParser(raw);
    saveEmail({
      messageId,
      from: mail.from?.text ?? '',
      replyTo: texts(mail.replyTo),
      destination: { to: texts(mail.to), cc: texts(mail.cc), bcc: texts(mail.bcc) },
      subject: mail.subject ?? '(no subject)',
      body: { text: mail.text, html: mail.html === false ? undefined : mail.html },
      attachments: mail.attachments.map(({ contentType, filename, size, content }) => ({
        contentType,
        filename,
        size,
        content: content.toString('base64'),
      })),
      at: Math.floor(at / 1000),
    });
    const { emails } = getStoreReadonly();
    emails.splice(0, emails.length - shown);
  };
  let feeding: Promise<void> = Promise.resolve();
  const next = (mail: SentMail): void => {
    feeding = feeding.then(() => feed(mail)).catch((error: unknown) => logLine(`mail not shown: ${String(error)}`));
  };
  mailbox.onSent(next);
  for (const mail of (await mailbox.all()).slice(-shown)) next(mail);
  const server: Server = await library.default({ host: '127.0.0.1', port });
  const address = server.address();
  if (address === null || typeof address !== 'object') {
    throw new Error(`Port ${port} for the mailbox is in use. Choose another with MAIL_PORT.`);
  }
  return {
    url: `http://localhost:${address.port}`,
    close: async () => {
      await feeding;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
