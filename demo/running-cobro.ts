import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';

/** A Cobro to talk to. `stop` ends it if it was started here. */
export interface RunningCobro {
  origin: string;
  startedHere: boolean;
  stop(): Promise<void>;
}

const root = resolve(import.meta.dirname, '..');
const Package = z.object({ scripts: z.object({ start: z.string().startsWith('node ') }) });

/** Starts what `npm start` starts, without npm in between: a signal reaches the server itself. */
export const startServer = (stdio: StdioOptions, env: Readonly<Record<string, string | undefined>>): ChildProcess => {
  const { scripts } = Package.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  return spawn(process.execPath, scripts.start.split(' ').slice(1), { cwd: root, stdio, env });
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const answers = async (origin: string): Promise<boolean> => {
  try {
    return (await fetch(`${origin}/health`)).ok;
  } catch {
    return false;
  }
};

/** The Cobro at COBRO_URL, or on this machine's PORT; started for the time being when none answers there. */
export const runningCobro = async (): Promise<RunningCobro> => {
  const origin = process.env['COBRO_URL'] ?? `http://localhost:${process.env['PORT'] ?? '3000'}`;
  if (process.env['COBRO_URL'] !== undefined || (await answers(origin))) {
    return { origin, startedHere: false, stop: () => Promise.resolve() };
  }
  const dataDir = resolve(process.env['COBRO_DATA'] ?? '.cobro');
  const child = startServer(['ignore', 'ignore', 'inherit'], { ...process.env, COBRO_DATA: dataDir });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let waited = 0; !(await answers(origin)); waited += 50) {
    if (child.exitCode !== null || waited > 30_000) throw new Error('Cobro did not start; see the line above.');
    await pause(50);
  }
  return {
    origin,
    startedHere: true,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
};
