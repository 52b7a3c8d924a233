import type { Level, LevelOperation } from './level.ts';

/**
 * The numbered steps of the commit path, in order: where a process may die. An engine told to (`onStep`) reports each
 * of them, so that a test can kill it there.
 */
export const commitSteps = { accepted: 1, evaluated: 2, batchBegun: 3, batchWritten: 4, answering: 5 } as const;
export type CommitStep = (typeof commitSteps)[keyof typeof commitSteps];

type Values = Map<string, string | null>;
/** The keys of a batch that was written. */
export type Written = Pick<ReadonlyMap<string, unknown>, 'has'>;

const asOperations = (values: Values): LevelOperation[] => {
  const operations: LevelOperation[] = [];
  for (const [key, value] of values)
    operations.push(value === null ? { type: 'del', key } : { type: 'put', key, value });
  return operations;
};

/**
 * The one way into LevelDB for item data. What is appended can be read here at once, so that the next change is decided
 * on it; it is durable when the promise resolves. While LevelDB writes one batch, everything appended meanwhile gathers
 * to the next: one write to the log for many commits.
 */
export class CommitLog {
  private readonly level: Level;
  private readonly onStep: (step: CommitStep) => void;
  private readonly onWritten: (keys: Written) => void;
  private gathering: Values = new Map();
  private writing: Values = new Map();
  private gathered: PromiseWithResolvers<void> = Promise.withResolvers();
  /** Of the batch being written. */
  private underWay: Promise<void> = Promise.resolve();
  private flushing: Promise<void> | undefined;
  private failure: unknown;

  constructor(level: Level, onWritten: (keys: Written) => void, onStep: (step: CommitStep) => void) {
    this.level = level;
    this.onWritten = onWritten;
    this.onStep = onStep;
  }

  /** The newest value, written or on its way. */
  read(key: string): string | undefined {
    let value = this.gathering.get(key);
    if (value === undefined) value = this.writing.get(key);
    if (value === undefined) return this.level.getSync(key);
    return value ?? undefined;
  }

  /** All or nothing. After a failed write (a full disk) nothing is accepted any more: what was read here never came to be. */
  append(operations: readonly LevelOperation[]): Promise<void> {
    if (this.failure !== undefined)
      return Promise.reject(new Error('The table can no longer be written.', { cause: this.failure }));
    if (operations.length === 0) return Promise.resolve();
    for (const operation of operations)
      this.gathering.set(operation.key, operation.type === 'put' ? operation.value : null);
    const { promise } = this.gathered;
    this.flushing ??= this.flush();
    return promise;
  }

  /** Resolves when everything appended before is written; what is appended later is not waited for. */
  async written(): Promise<void> {
    await (this.gathering.size > 0 ? this.gathered.promise : this.underWay);
  }

  /** Resolves when nothing is left to write. */
  async settled(): Promise<void> {
    await this.flushing;
  }

  private async flush(): Promise<void> {
    while (this.gathering.size > 0 && this.failure === undefined) {
      const done = this.gathered;
      this.underWay = done.promise;
      this.writing = this.gathering;
      this.gathering = new Map();
      this.gathered = Promise.withResolvers();
      try {
        const written = this.level.batch(asOperations(this.writing));
        this.onStep(commitSteps.batchBegun);
        await written;
        const { writing } = this;
        this.writing = new Map();
        this.onStep(commitSteps.batchWritten);
        done.resolve();
        this.onWritten(writing);
      } catch (error) {
        this.failure = error;
        done.reject(error);
        this.gathered.reject(error);
        this.gathered.promise.catch(() => undefined);
      }
    }
    this.flushing = undefined;
  }
}
