import type { Row } from '../table/table.ts';

/** One thing that must add up: it is shown every item of the table once, then says what does not. */
export interface Check {
  note(row: Row): void;
  /** Sentences naming what is wrong; none when all is well. */
  findings(): string[];
}

/** The noun and the id of an item's partition: `order` and `ord_…` of `order#ord_…`. */
export const partitionOf = (row: Row): { noun: string; id: string } => {
  const pk = String(row['pk']);
  const at = pk.indexOf('#');
  return at === -1 ? { noun: pk, id: '' } : { noun: pk.slice(0, at), id: pk.slice(at + 1) };
};

/** Sums by key; what was never added to is 0. */
export class Sums {
  readonly #sums = new Map<string, number>();

  add(key: string, amount: number): void {
    this.#sums.set(key, this.of(key) + amount);
  }

  of(key: string): number {
    return this.#sums.get(key) ?? 0;
  }

  keys(): string[] {
    return [...this.#sums.keys()];
  }

  total(): number {
    return [...this.#sums.values()].reduce((sum, one) => sum + one, 0);
  }
}

/** A sentence for every key at which the two differ. */
export const differences = (
  told: Sums,
  facts: Sums,
  sentence: (key: string, told: number, fact: number) => string,
): string[] =>
  [...new Set([...told.keys(), ...facts.keys()])]
    .filter((key) => told.of(key) !== facts.of(key))
    .toSorted()
    .map((key) => sentence(key, told.of(key), facts.of(key)));
