import * as z from 'zod';
import { lazyObject } from '../lazy-object.ts';
import { sumOf } from '../money/money.ts';
import { Code } from '../products/product.ts';
import { findStocks } from '../stock/stock-store.ts';
import { allWarehouses } from '../warehouses/warehouse.ts';
import type { OrderState } from './order.ts';
import { openPieces, unreservedPieces } from './order-status.ts';
import { planReservation } from './plan-reservation.ts';

/** How much of a line could be reserved at this moment, in all warehouses together, and what would have to wait. */
export const Availability = lazyObject(() => ({ lineId: z.string(), sku: Code, available: z.int(), short: z.int() }));
export type Availability = z.infer<typeof Availability>;

/**
 * What the stock could do for an order now, as the reservation itself would plan it: lines of one sku share what is there.
 * What needs no stock (services) is available always.
 */
export const availabilityOf = async ({ lines }: OrderState): Promise<Availability[]> => {
  const wanting = lines.filter((line) => unreservedPieces(line) > 0);
  const warehouses = wanting.length > 0 ? (await allWarehouses()).map(({ code }) => code) : [];
  const stocks = await findStocks([...new Set(wanting.map(({ sku }) => sku))], warehouses);
  const planned = new Map(planReservation(lines, stocks, warehouses).map((plan) => [plan.lineId, plan]));
  return lines.map((line) => {
    const plan = planned.get(line.lineId);
    const available = plan ? sumOf(plan.takes.map(({ quantity }) => quantity)) : openPieces(line);
    return { lineId: line.lineId, sku: line.sku, available, short: plan?.short ?? 0 };
  });
};
