import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { freePort } from '../local/free-port.ts';
import { sleep } from '../shared/clock.ts';

/** A Cobro to talk to. */
export interface RunningCobro {
  origin: string;
  /** Started here: with what command it is started again to look around in, and where its mailbox is then. */
  own?: { command: string; mailbox: string };
  /** Ends it if it was started here. */
  stop: () => Promise<void>;
}

type Env = Readonly<Record<string, string | undefined>>;

const root = resolve(import.meta.dirname, '..');
const Package = z.object({ scripts: z.object({ start: z.string().startsWith('node ') }) });
const Health = z.object({ status: z.literal('ok'), tenant: z.string() });
const startingMs = 30_000;

/** Starts what `npm start` starts, without npm in between: a signal reaches the server itself. */
export const startServer = (stdio: StdioOptions, env: Env): ChildProcess => {
  const { scripts } = Package.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  return spawn(process.execPath, scripts.start.split(' ').slice(1), { cwd: root, stdio, env });
};

/** Whether a Cobro answers there: another program's page is none. */
const answers = async (origin: string): Promise<boolean> => {
  try {
    return Health.safeParse(await (await fetch(`${origin}/health`)).json()).success;
  } catch {
    return false;
  }
};

interface Kept {
  /** It gave up by itself: its last words are on standard error. */
  ended(): boolean;
  stop: () => Promise<void>;
}

/** A server that is started again on the same data whenever it is killed. */
const keepRunning = (env: Env): Kept => {
  let stopping = false;
  let child: ChildProcess;
  let gone = Promise.resolve();
  const start = (): void => {
    const started = startServer(['ignore', 'ignore', 'inherit'], env);
    child = started;
    gone = new Promise((resolve) =>
      started.once('exit', (_code, signal) => {
        if (signal !== null && !stopping) start();
        resolve();
      }),
    );
  };
  start();
  return {
    ended: () => child.exitCode !== null,
    stop: async () => {
      stopping = true;
      child.kill('SIGTERM');
      await gone;
    },
  };
};

/** The usual port unless another program has it; one that was asked for by name is taken as it is. */
const portFor = async (variable: string, usual: number): Promise<string> =>
  process.env[variable] ?? String(await freePort(usual));

const startOwn = async (): Promise<RunningCobro> => {
  const port = await portFor('PORT', 3000);
  const mailPort = await portFor('MAIL_PORT', 8005);
  const origin = `http://localhost:${port}`;
  const dataDir = resolve(process.env['COBRO_DATA'] ?? '.cobro');
  const settings = { COBRO_DATA: dataDir, PORT: port, MAIL_PORT: mailPort };
  const server = keepRunning({ ...process.env, ...settings });
  for (let waited = 0; !(await answers(origin)); waited += 50) {
    if (server.ended() || waited > startingMs) {
      await server.stop();
      throw new Error('Cobro did not start; see the line above.');
    }
    await sleep(50);
  }
  const named = [
    ...(dataDir === join(root, '.cobro') ? [] : [`COBRO_DATA=${dataDir}`]),
    ...(port === '3000' ? [] : [`PORT=${port}`]),
    ...(mailPort === '8005' ? [] : [`MAIL_PORT=${mailPort}`]),
  ];
  const command = [...named, 'npm start'].join(' ');
  return { origin, own: { command, mailbox: `http://localhost:${mailPort}` }, stop: server.stop };
};

/** The Cobro at COBRO_URL, or on this machine's PORT; started for the time being when none answers there. */
export const runningCobro = async (): Promise<RunningCobro> => {
  const named = process.env['COBRO_URL'];
  const origin = named ?? `http://localhost:${process.env['PORT'] ?? '3000'}`;
  if (named !== undefined || (await answers(origin))) return { origin, stop: () => Promise.resolve() };
  return startOwn();
};
