import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** A Cobro to talk to. `stop` ends it if it was started here. */
export interface RunningCobro {
  origin: string;
  startedHere: boolean;
  stop(): Promise<void>;
}

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
  const main = join(import.meta.dirname, '../local/main.ts');
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'ignore', 'inherit'] });
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
