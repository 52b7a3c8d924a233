import { logLine } from '../names.ts';
import type { ExecutionTables } from './execution-rows.ts';

/** Ended executions that stay readable with their histories, some 6 KB each. AWS forgets them after 90 days. */
const keptExecutions = 10_000;
/** Forgotten in one write. */
const page = 100;

/** Forgets the oldest ended executions, so that the data folder of a Cobro that runs for years does not grow by them. */
export class EndedExecutions {
  readonly #tables: ExecutionTables;
  readonly #kept: number;
  #count: Promise<number> | undefined;
  #trimming: Promise<void> = Promise.resolve();

  constructor(tables: ExecutionTables, kept = keptExecutions) {
    this.#tables = tables;
    this.#kept = kept;
  }

  /** Another one has ended. */
  noteEnd(): void {
    this.#trimming = this.#trimming
      .then(() => this.#trim())
      .catch((error: unknown) => logLine(`ended executions are forgotten later: ${String(error)}`));
  }

  /** Resolves when no more than wanted are left. */
  settled(): Promise<void> {
    return this.#trimming;
  }

  async #trim(): Promise<void> {
    // Counted once per process, with the one that has just ended; from then on kept in mind.
    this.#count = this.#count ? this.#count.then((count) => count + 1) : this.#countThem();
    let excess = (await this.#count) - this.#kept;
    if (excess < Math.min(page, this.#kept / 10)) return;
    for (; excess > 0; excess -= page) {
      const oldest = await this.#tables.ended.list({ limit: Math.min(page, excess) });
      const changes = await Promise.all(oldest.map(({ key, row }) => this.#tables.forget(key, row)));
      await this.#tables.store.write(changes.flat());
    }
    this.#count = Promise.resolve(this.#kept);
  }

  async #countThem(): Promise<number> {
    return (await this.#tables.ended.keys()).length;
  }
}
