import { keys } from '../table/table-map.ts';
import { getRow, type Row } from '../table/table.ts';
import type { Condition } from '../table/expression.ts';
import type { Work } from '../table/work.ts';
import { StoredCredit } from './credit.ts';

/** The credit of a customer known to exist. */
export const loadCredit = async (customerId: string): Promise<StoredCredit> =>
  StoredCredit.parse(await getRow(keys.credit(customerId)));

export const creditRow = (credit: StoredCredit): Row => ({ ...keys.credit(credit.customerId), ...credit });

export interface ExposureMove {
  openOrders?: number;
  receivables?: number;
  unapplied?: number;
}

/**
 * Moves the exposure of a customer inside the transaction of its cause. Pure additions: two causes at once both count,
 * without waiting for each other. `when` adds what must hold of the credit at that instant.
 */
export const moveExposure = (work: Work, customerId: string, move: ExposureMove, when: Condition[] = []): void => {
  const { openOrders = 0, receivables = 0, unapplied = 0 } = move;
  if (openOrders === 0 && receivables === 0 && unapplied === 0 && when.length === 0) return;
  const add = { openOrders, receivables, unapplied, used: openOrders + receivables - unapplied };
  work.update({ key: keys.credit(customerId), add, when: ['exists', ...when] });
};
