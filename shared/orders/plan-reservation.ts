import type { StoredStock } from '../stock/stock.ts';
import type { StoredLine } from './order.ts';
import { unreservedPieces } from './order-status.ts';

/** Pieces to take from a warehouse for a line, or what stays short. */
export interface LinePlan {
  lineId: string;
  sku: string;
  takes: { warehouse: string; quantity: number }[];
  short: number;
}

/**
 * Which warehouse gives what: whole from one warehouse where possible (the one that can serve most lines of the order
 * alone, then by code), else split. Lines are served in order; each sees what the ones before it left. Untracked goods
 * come from the first warehouse without counting.
 */
export const planReservation = (
  lines: readonly StoredLine[],
  stocks: readonly StoredStock[],
  warehouses: readonly string[],
): LinePlan[] => {
  const left = new Map(stocks.map((stock) => [`${stock.sku}@${stock.warehouse}`, Math.max(0, stock.available)]));
  const leftOf = (sku: string, warehouse: string): number => left.get(`${sku}@${warehouse}`) ?? 0;
  const wanting = lines.filter((line) => unreservedPieces(line) > 0);
  const servedBy = (warehouse: string): number =>
    wanting.filter((line) => leftOf(line.sku, warehouse) >= unreservedPieces(line)).length;
  const served = new Map(warehouses.map((warehouse) => [warehouse, servedBy(warehouse)]));
  const preferred = warehouses.toSorted((a, b) => (served.get(b) ?? 0) - (served.get(a) ?? 0) || (a < b ? -1 : 1));
  return wanting.map((line) => {
    let wanted = unreservedPieces(line);
    const takes: LinePlan['takes'] = [];
    if (!line.stockTracked) {
      const [first] = preferred;
      return {
        lineId: line.lineId,
        sku: line.sku,
        takes: first === undefined ? [] : [{ warehouse: first, quantity: wanted }],
        short: first === undefined ? wanted : 0,
      };
    }
    const whole = preferred.find((warehouse) => leftOf(line.sku, warehouse) >= wanted);
    for (const warehouse of whole === undefined ? preferred : [whole]) {
      const quantity = Math.min(wanted, leftOf(line.sku, warehouse));
      if (quantity === 0) continue;
      takes.push({ warehouse, quantity });
      left.set(`${line.sku}@${warehouse}`, leftOf(line.sku, warehouse) - quantity);
      wanted -= quantity;
    }
    return { lineId: line.lineId, sku: line.sku, takes, short: wanted };
  });
};
