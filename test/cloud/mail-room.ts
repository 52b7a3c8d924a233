import { createWriteStream, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { SMTPServer } from 'smtp-server';
import { freePort } from './free-port.ts';

export interface MailRoom {
  port: number;
  stop: () => Promise<void>;
}

/** Takes every mail that SES relays and lays it into a folder, raw: MiniStack itself keeps no attachments. */
export const openMailRoom = async (folder: string): Promise<MailRoom> => {
  mkdirSync(folder, { recursive: true });
  let count = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      count += 1;
      const file = join(folder, `${String(count).padStart(5, '0')}.eml`);
      pipeline(stream, createWriteStream(`${file}.part`), (error) => {
        // Whoever reads the folder finds whole mails only.
        if (!error) renameSync(`${file}.part`, file);
        done(error);
      });
    },
  });
  const port = await freePort();
  await new Promise<void>((done) => {
    server.listen(port, '127.0.0.1', done);
  });
  return { port, stop: () => new Promise<void>((done) => server.close(done)) };
};
