import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** A command of this repository with MiniStack's environment; `loud` shows what it says, the log always keeps it. */
export interface Shell {
  /** Answers the exit code and all that was said. */
  try(args: readonly string[], more?: { env?: Record<string, string>; loud?: boolean }): Promise<Said>;
  /** Throws, with the end of what was said, unless it succeeds. */
  run(args: readonly string[]): Promise<string>;
}
interface Said {
  code: number;
  said: string;
}

/** Runs `node <args>` at the root of the repository. */
export const newShell = (environment: NodeJS.ProcessEnv, folder: string): Shell => {
  const log = join(folder, 'commands.log');
  const attempt: Shell['try'] = (args, { env = {}, loud = false } = {}) =>
    new Promise((done, fail) => {
      const child = spawn(process.execPath, [...args], {
        cwd: root,
        env: { ...environment, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        appendFileSync(log, chunk);
        if (loud) process.stdout.write(chunk);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('error', fail);
      child.once('close', (code) => done({ code: code ?? 1, said }));
    });
  return {
    try: attempt,
    run: async (args) => {
      const { code, said } = await attempt(args);
      if (code !== 0) throw new Error(`node ${args.join(' ')} failed (${code}):\n${said.slice(-4000)}`);
      return said;
    },
  };
};
