import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Notes } from './notes.ts';

const load = fileURLToPath(import.meta.resolve('./load.ts'));

interface Death {
  /** Dies by its own hand at this step of the commit path, after it survived it so often. */
  atStep?: { step: number; after: number };
  /** Is killed so long (ms) after its first acknowledged operation. */
  afterMs?: number;
  /** Operations of each caller after which it ends by itself. */
  operations?: number;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs a process under load in the folder until it dies. Answers the signal it died of; null when it came through. */
export const runLoad = async (
  folder: string,
  { atStep, afterMs, operations = 1_000_000 }: Death,
): Promise<string | null> => {
  const { step, after } = atStep ?? { step: 0, after: 0 };
  const before = new Notes(folder).lines('acknowledged').length;
  const child = spawn(process.execPath, [load, folder, String(after), String(step), String(operations)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const death = new Promise<string | null>((resolve, reject) => {
    child.once('exit', (code, signal) => {
      if (signal === null && code !== 0) reject(new Error(`The process under load failed with code ${code}.`));
      else resolve(signal);
    });
  });
  if (afterMs !== undefined) {
    while (child.exitCode === null && new Notes(folder).lines('acknowledged').length === before) await sleep(10);
    await sleep(afterMs);
    child.kill('SIGKILL');
  }
  return death;
};
