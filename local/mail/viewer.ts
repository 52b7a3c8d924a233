import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { type ParsedMail, simpleParser } from 'mailparser';
import * as z from 'zod';
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

const Library = z.object({
  default: z.custom<(options: { host: string; port: number }) => Promise<Server>>((one) => typeof one === 'function'),
});

/** Loaded only when wanted: express and its parsers cost a quarter of a second. */
const loadServer = (): z.infer<typeof Library>['default'] => {
  const load: (name: string) => unknown = createRequire(import.meta.url);
  return Library.parse(load('aws-ses-v2-local')).default;
};

type Show = (mail: SentMail, parsed: ParsedMail) => Promise<void>;

/** Shows a mail on the page of aws-ses-v2-local, whose store is memory only. */
const newShow = async (): Promise<Show> => {
  const { saveEmail, getStoreReadonly } = await import('aws-ses-v2-local/dist/store.js');
  return async ({ messageId, at }, mail) => {
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
};

/**
 * The mailbox page and its GET /store, by aws-ses-v2-local. It is fed with the newest mails on disk at start (in the
 * background) and with every mail when it is sent, in their order.
 */
export const startViewer = async (mailbox: Mailbox, port: number): Promise<MailViewer> => {
  const [serve, show] = [loadServer(), await newShow()];
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work).catch((error: unknown) => logLine(`mail not shown: ${String(error)}`));
    return last;
  };
  // Listening before reading, so that no mail falls in between; one that comes both ways is shown once.
  const early = new Set<string>();
  mailbox.onSent((mail, parsed) =>
    inTurn(async () => {
      if (!early.delete(mail.messageId)) await show(mail, parsed);
    }),
  );
  void inTurn(async () => {
    for (const mail of await mailbox.all(shown)) {
      early.add(mail.messageId);
      await show(mail, await simpleParser(mail.raw));
    }
  });
  const server: Server = await serve({ host: '127.0.0.1', port });
  const address = server.address();
  if (address === null || typeof address !== 'object') {
    throw new Error(`Port ${port} for the mailbox is in use. Choose another with MAIL_PORT.`);
  }
  return {
    url: `http://localhost:${address.port}`,
    close: async () => {
      await last;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
