import { StoredCredit } from '../credit/credit.ts';
import { StoredCreditNote } from '../credit-notes/credit-note.ts';
import { StoredInvoice } from '../invoices/stored-invoice.ts';
import { StoredOrder } from '../orders/order.ts';
import { StoredPayment } from '../payments/payment.ts';
import type { Row } from '../table/table.ts';
import { type Check, partitionOf } from './check.ts';

/** What a customer's exposure is counted in, minor units. */
const counters = ['openOrders', 'receivables', 'unapplied'] as const;
type Counters = Record<(typeof counters)[number], number>;

/**
 * A counter that is not what the facts add up to. Of `used`, the facts are the three other counters; of `groupUsed`, at the
 * head of a group, what it and its members use.
 */
export interface ExposureDifference {
  customerId: string;
  counter: (typeof counters)[number] | 'used' | 'groupUsed';
  told: number;
  facts: number;
}

interface Sides {
  told: Counters;
  facts: Counters;
  used: number;
}

const none = (): Counters => ({ openOrders: 0, receivables: 0, unapplied: 0 });

/** Adds up the exposure of every customer whose credit, orders, invoices, payments and credit notes it is shown, each once. */
export class Exposures {
  readonly #customers = new Map<string, Sides>();
  /** By the head of the group. */
  readonly #groups = new Map<string, { told: number; facts: number }>();

  /** How many customers were seen. */
  get size(): number {
    return this.#customers.size;
  }

  note(row: Row): void {
    const { noun } = partitionOf(row);
    if (noun === 'customer' && row['sk'] === 'credit') {
      const { customerId, openOrders, receivables, unapplied, used, group, groupUsed } = StoredCredit.parse(row);
      if (groupUsed !== undefined) this.#group(customerId).told = groupUsed;
      if (group !== undefined) this.#group(group).facts += used;
      Object.assign(this.#of(customerId), { told: { openOrders, receivables, unapplied }, used });
    } else if (noun === 'order' && row['sk'] === 'order') {
      const { customerId, exposure } = StoredOrder.parse(row);
      this.#of(customerId).facts.openOrders += exposure;
    } else if (noun === 'invoice' && row['sk'] === 'invoice') {
      const { customerId, totals } = StoredInvoice.parse(row);
      this.#of(customerId).facts.receivables += totals.due;
    } else if (noun === 'payment' && row['sk'] === 'payment') {
      const { customerId, unapplied } = StoredPayment.parse(row);
      if (customerId !== null) this.#of(customerId).facts.unapplied += unapplied;
    } else if (noun === 'credit-note' && row['sk'] === 'credit-note') {
      const { customerId, unapplied } = StoredCreditNote.parse(row);
      this.#of(customerId).facts.unapplied += unapplied;
    }
  }

  differences(): ExposureDifference[] {
    const groups = [...this.#groups]
      .filter(([, { told, facts }]) => told !== facts)
      .map(([customerId, { told, facts }]) => ({ customerId, counter: 'groupUsed' as const, told, facts }));
    const ofEach: ExposureDifference[] = [...this.#customers]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([customerId, { told, facts, used }]) => {
        const wrong: ExposureDifference[] = counters
          .filter((counter) => told[counter] !== facts[counter])
          .map((counter) => ({ customerId, counter, told: told[counter], facts: facts[counter] }));
        const parts = told.openOrders + told.receivables - told.unapplied;
        return used === parts ? wrong : [...wrong, { customerId, counter: 'used', told: used, facts: parts }];
      });
    return [...ofEach, ...groups];
  }

  #group(head: string): { told: number; facts: number } {
    const known = this.#groups.get(head) ?? { told: 0, facts: 0 };
    this.#groups.set(head, known);
    return known;
  }

  #of(customerId: string): Sides {
    const known = this.#customers.get(customerId) ?? { told: none(), facts: none(), used: 0 };
    this.#customers.set(customerId, known);
    return known;
  }
}

/** A difference in a sentence. */
export const inWords = ({ customerId, counter, told, facts }: ExposureDifference): string =>
  counter === 'used'
    ? `The credit of ${customerId} does not add up to used: it says ${told}, its parts ${facts}.`
    : `The counter ${counter} of ${customerId} says ${told}, the facts say ${facts}.`;

/**
 * Exposure: the counters of each customer are what orders, invoices, payments and credit notes add up to, those of a group
 * what its members use.
 */
export const exposureCheck = (): Check => {
  const exposures = new Exposures();
  return {
    note: (row) => exposures.note(row),
    findings: () => exposures.differences().map(inWords),
  };
};
