import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { callers } from './operations.ts';

/** What the dying process wrote down outside the engine: a line is there when the call returns. */
export class Notes {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** `begun` before a call, `acknowledged` after its answer, `delivered` for each record a consumer was given. */
  write(file: 'begun' | 'acknowledged' | 'delivered', ...numbers: number[]): void {
    appendFileSync(join(this.folder, file), `${numbers.join(' ')}\n`);
  }

  lines(file: 'begun' | 'acknowledged' | 'delivered'): number[][] {
    const path = join(this.folder, file);
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => line.split(' ').map(Number));
  }

  /** The number of the last operation of each caller; 0 when there is none. */
  last(file: 'begun' | 'acknowledged'): number[] {
    const last = Array.from({ length: callers }, () => 0);
    for (const [caller = 0, n = 0] of this.lines(file)) last[caller] = n;
    return last;
  }
}
