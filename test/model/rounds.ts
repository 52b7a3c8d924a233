/**
 * Lets several sequences work on one Cobro in step: each sends what it has to send and then waits here; when all wait, nothing
 * is asked any more, everything settles once for all of them, and they go on. What concerns the whole Cobro (a day passes, it
 * is restarted) is wished for by a sequence and done in between, while nobody asks.
 */
export class Rounds {
  /** Done once all wait: settles, and what was wished for. */
  private readonly between: (wishes: ReadonlySet<string>) => Promise<void>;
  private lanes = 0;
  private wishes = new Set<string>();
  private waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];

  constructor(between: (wishes: ReadonlySet<string>) => Promise<void>) {
    this.between = between;
  }

  join(): void {
    this.lanes += 1;
  }

  leave(): void {
    this.lanes -= 1;
    void this.look();
  }

  /** Resolves when all that was asked so far, by whomever, has settled. */
  settled(wish?: string): Promise<void> {
    if (wish !== undefined) this.wishes.add(wish);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      void this.look();
    });
  }

  private async look(): Promise<void> {
    if (this.waiting.length === 0 || this.waiting.length < this.lanes) return;
    const [all, wishes] = [this.waiting, this.wishes];
    this.waiting = [];
    this.wishes = new Set();
    try {
      await this.between(wishes);
      for (const { resolve } of all) resolve();
    } catch (error) {
      for (const { reject } of all) reject(error);
    }
  }
}
