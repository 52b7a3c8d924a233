/**
 * The items that transactions under way have taken. A transaction holds its items from the moment its call is accepted
 * until it has committed or is refused; whoever else wants to write one of them meanwhile is refused, as on AWS.
 */
export class ItemLocks {
  private readonly held = new Set<string>();

  isHeld(item: string): boolean {
    return this.held.has(item);
  }

  /** Takes all, or none when one of them is taken. */
  take(items: readonly string[]): boolean {
    if (items.some((item) => this.held.has(item))) return false;
    for (const item of items) this.held.add(item);
    return true;
  }

  release(items: readonly string[]): void {
    for (const item of items) this.held.delete(item);
  }
}
