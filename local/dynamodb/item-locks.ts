/**
 * The items that transactions under way hold: from the moment a transaction is accepted (nothing else holds its items,
 * all its conditions are true) until it has committed. Whoever else wants to write one of them meanwhile is refused, as
 * on AWS.
 */
export class ItemLocks {
  private readonly held = new Set<string>();

  isHeld(row: string): boolean {
    return this.held.has(row);
  }

  take(rows: readonly string[]): void {
    for (const row of rows) this.held.add(row);
  }

  release(rows: readonly string[]): void {
    for (const row of rows) this.held.delete(row);
  }
}
