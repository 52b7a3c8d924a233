import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { logLine } from '../names.ts';

/** CloudWatch Logs, as a file: everything functions write, one line after the other. */
export interface FunctionLog {
  write(text: string, isError: boolean): void;
  /** Resolves when everything written so far is in the file. */
  flush(): Promise<void>;
}

/** Beyond it the file is put beside itself as `.1`, and the one before is forgotten. */
const largestBytes = 32 * 1024 * 1024;
const pauseMs = 100;

const ErrorLine = z.object({
  message: z.string(),
  function: z.string().optional(),
  requestId: z.string().optional(),
  error: z.union([z.string(), z.object({ name: z.string(), message: z.string() })]).optional(),
});

/** An error as the terminal shows it; the log has its stack. */
const inShort = (text: string): string => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return text;
  }
  const parsed = ErrorLine.safeParse(json);
  if (!parsed.success) return text;
  const { message, function: name, requestId, error } = parsed.data;
  const cause = typeof error === 'object' ? `${error.name}: ${error.message}` : (error ?? 'see the log');
  return `${name ?? ''}: ${message} (${requestId ?? ''}): ${cause}`;
};

/** Lines are gathered for a moment: a function never waits for the disk, and a crash loses the last of them. */
class LogFile implements FunctionLog {
  readonly #file: string;
  #gathered: string[] = [];
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  write(text: string, isError: boolean): void {
    this.#gathered.push(text);
    if (isError) logLine(inShort(text));
    this.#timer ??= setTimeout(() => void this.flush(), pauseMs).unref();
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#gathered.join('');
    this.#gathered = [];
    if (text !== '') this.#writing = this.#writing.then(() => this.#append(text));
    return this.#writing;
  }

  /** Never fails: Cobro works without its log, as on AWS. */
  async #append(text: string): Promise<void> {
    try {
      await mkdir(dirname(this.#file), { recursive: true });
      await appendFile(this.#file, text);
      if ((await stat(this.#file)).size > largestBytes) await rename(this.#file, `${this.#file}.1`);
    } catch {
      // A full disk is told by everything else.
    }
  }
}

export const openFunctionLog = (file: string): FunctionLog => new LogFile(file);
