import { nowIso } from '../../shared/clock.ts';
import type { Outcome } from '../functions/function-runner.ts';
import { EndedExecutions } from './ended-executions.ts';
import { Execution, type ExecutionOptions } from './execution.ts';
import type { ExecutionRow } from './execution-rows.ts';

/** What became of a token that somebody used. */
export type TokenUse = 'taken' | 'stale' | 'unknown';

/** `exists`: the name was used before. */
interface Started {
  row: ExecutionRow;
  exists: boolean;
}

/** Every execution: those on disk, and those of them that this process has in memory because they do something. */
export class Executions {
  readonly #options: ExecutionOptions;
  readonly #ended: EndedExecutions;
  readonly #inMemory = new Map<string, Execution>();
  /** On their way into memory. */
  readonly #coming = new Map<string, Promise<Execution | undefined>>();
  readonly #starting = new Map<string, Promise<Started>>();
  #stopped = false;

  constructor(options: ExecutionOptions & { keptExecutions?: number }) {
    this.#options = options;
    this.#ended = new EndedExecutions(options.tables, options.keptExecutions);
  }

  count(): number {
    return [...this.#inMemory.values()].filter(({ live }) => live).length;
  }

  /** Goes on with what an earlier process left. What only waits for its token stays on disk until the token comes. */
  async resume(): Promise<void> {
    const { tables } = this.#options;
    for (const name of await tables.running.keys()) {
      const row = await tables.executions.get(name);
      if (row?.open?.stage === 'parked' && !row.open.outcome) continue;
      await this.#wake(name);
    }
  }

  /** Resolves when the execution is on disk and on its way. */
  async start(name: string, input: unknown): Promise<Started> {
    const other = this.#starting.get(name);
    if (other) return { row: (await other).row, exists: true };
    const starting = this.#startOnce(name, input);
    this.#starting.set(name, starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(name);
    }
  }

  /** The execution as it stands now. */
  async find(name: string): Promise<ExecutionRow | undefined> {
    const execution = this.#inMemory.get(name);
    return execution?.live ? execution.row : this.#options.tables.executions.get(name);
  }

  /** Resolves when the outcome is on disk. */
  async complete(name: string, token: string, outcome: Outcome): Promise<TokenUse> {
    for (;;) {
      const row = await this.find(name);
      if (!row) return 'unknown';
      if (row.status !== 'RUNNING' || row.open?.token !== token || row.open.outcome) return 'stale';
      const execution = await this.#wake(name);
      if (!execution) return 'stale';
      // Between finding and using it may have left the memory; then it is found anew.
      if (execution.live) return (await execution.complete(token, outcome)) ? 'taken' : 'stale';
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.allSettled(this.#coming.values());
    await Promise.all([...this.#inMemory.values()].map((execution) => execution.abandon()));
    await this.#ended.settled();
  }

  async #startOnce(name: string, input: unknown): Promise<Started> {
    const { tables } = this.#options;
    const known = await this.find(name);
    if (known) return { row: known, exists: true };
    const row: ExecutionRow = { name, input, status: 'RUNNING', startedAt: nowIso(), events: 0 };
    await tables.store.write([tables.executions.put(name, row), tables.running.put(name, true)]);
    await this.#wake(name);
    return { row, exists: false };
  }

  /** Brings an execution into memory, where it goes on at once. Undefined: it has ended, or this process stops. */
  async #wake(name: string): Promise<Execution | undefined> {
    const known = this.#inMemory.get(name);
    if (known?.live) return known;
    const coming = this.#coming.get(name) ?? this.#load(name).finally(() => this.#coming.delete(name));
    this.#coming.set(name, coming);
    return coming;
  }

  async #load(name: string): Promise<Execution | undefined> {
    const { tables } = this.#options;
    const [row, journal] = await Promise.all([tables.executions.get(name), tables.journalOf(name)]);
    if (this.#stopped || row?.status !== 'RUNNING') return undefined;
    const execution = new Execution(row, journal, this.#options);
    this.#inMemory.set(name, execution);
    void execution.gone.then(() => this.#forget(execution));
    return execution;
  }

  #forget(execution: Execution): void {
    const { name, status } = execution.row;
    if (this.#inMemory.get(name) === execution) this.#inMemory.delete(name);
    if (status !== 'RUNNING') this.#ended.noteEnd();
  }
}
