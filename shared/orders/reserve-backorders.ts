import type { Call } from '../call.ts';
import { logger } from '../logger.ts';
import { findStocks } from '../stock/stock-store.ts';
import { ordersWaitingFor } from '../stock/waiting-queue.ts';
import { allWarehouses } from '../warehouses/warehouse.ts';
import { reserveOrder } from './reserve-order.ts';

/**
 * Gives free pieces of a sku to the orders that wait for it, oldest first, until none are left. One order that fails does
 * not keep those behind it waiting; it throws at the end then.
 */
export const reserveBackorders = async (sku: string, call: Call): Promise<void> => {
  const queue = await ordersWaitingFor(sku);
  if (queue.length === 0) return;
  const warehouses = (await allWarehouses()).map((warehouse) => warehouse.code);
  const failed: string[] = [];
  for (const orderId of queue) {
    const stocks = await findStocks([sku], warehouses);
    if (stocks.every((stock) => stock.available <= 0)) break;
    await reserveOrder(orderId, call).catch((error: unknown) => {
      failed.push(orderId);
      logger.error('A waiting order could not be reserved', {
        orderId,
        error: error instanceof Error ? error : String(error),
      });
    });
  }
  if (failed.length > 0) throw new Error(`${failed.length} of ${queue.length} waiting orders could not be reserved.`);
};
