import { reserveChange } from '../stock/stock-store.ts';
import type { Work } from '../table/work.ts';
import { giveBack } from './give-back.ts';
import type { StoredLine } from './order.ts';
import { openPieces, unreservedPieces } from './order-status.ts';

/** Stock rows and queue entries one transaction may change beside the order, its lines and its pick lists. */
const rowsPerStep = 40;

/** What one transaction gives back of an order's reservations. */
export interface GivenBack {
  lines: StoredLine[];
  /** Pieces by sku and warehouse: each is one row of stock. */
  stock: ReadonlyMap<string, { sku: string; warehouse: string; quantity: number }>;
  /** How many more rows the transaction may change. */
  rowsLeft: number;
  /** Nothing is left to give back. */
  isAll: boolean;
}

/** Pieces a line has too many of: all, when the order may hold none. */
const surplusOf = (line: StoredLine, mayHold: boolean): number =>
  mayHold ? Math.max(0, line.reserved - openPieces(line)) : line.reserved;

const waitsOn = (line: StoredLine, mayHold: boolean): boolean => mayHold && line.waiting && unreservedPieces(line) > 0;

/** One line with its surplus given back, as far as the rows go. */
const giveBackOf = (line: StoredLine, mayHold: boolean, { stock, rowsLeft: rows }: GivenBack): GivenBack => {
  const places = new Map(stock);
  let [after, rowsLeft, surplus] = [line, rows, surplusOf(line, mayHold)];
  for (const { warehouse, quantity, fulfillmentId } of line.reservations) {
    const part = Math.min(surplus, quantity);
    if (part === 0 || rowsLeft === 0) continue;
    surplus -= part;
    after = giveBack(after, part, { warehouse, fulfillmentId });
    if (!line.stockTracked) continue;
    const place = `${line.sku}@${warehouse}`;
    if (!places.has(place)) rowsLeft -= 1;
    places.set(place, { sku: line.sku, warehouse, quantity: part + (places.get(place)?.quantity ?? 0) });
  }
  const stopsWaiting = after.waiting && !waitsOn(after, mayHold);
  if (stopsWaiting && rowsLeft > 0) {
    after = { ...after, waiting: false };
    rowsLeft -= 1;
  }
  const isAll = surplus === 0 && after.waiting === waitsOn(after, mayHold);
  return { lines: [after], stock: places, rowsLeft, isAll };
};

/**
 * Gives back what the lines hold too many of (`mayHold`: more than is open; otherwise all of it, with their places in
 * the queues), as far as one transaction goes. The pieces are on no pick list by then.
 */
export const givePiecesBack = (
  lines: readonly StoredLine[],
  mayHold: boolean,
  { stock, rowsLeft }: Pick<GivenBack, 'stock' | 'rowsLeft'> = { stock: new Map(), rowsLeft: rowsPerStep },
): GivenBack => {
  let all: GivenBack = { lines: [], stock, rowsLeft, isAll: true };
  for (const line of lines) {
    const one = giveBackOf(line, mayHold, all);
    all = { ...one, lines: [...all.lines, ...one.lines], isAll: all.isAll && one.isAll };
  }
  return all;
};

/** Writes the given back pieces to their stock. */
export const writeGivenBack = (work: Work, { stock }: Pick<GivenBack, 'stock'>): void => {
  for (const { sku, warehouse, quantity } of stock.values()) work.update(reserveChange(sku, warehouse, -quantity));
};
