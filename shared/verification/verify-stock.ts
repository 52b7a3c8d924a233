import * as z from 'zod';
import { StoredLine } from '../orders/order.ts';
import { StoredStock } from '../stock/stock.ts';
import { type Check, differences, partitionOf, Sums } from './check.ts';

const Moved = z.object({ type: z.literal('stock.moved'), data: z.object({ quantity: z.int() }) });
const Chunk = z.object({ lines: z.array(StoredLine) });

/** Stock: on hand is the sum of the movements, reserved is what orders hold, available is the rest and never below 0. */
export const stockCheck = (): Check => {
  const told = new Sums();
  const facts = new Sums();
  const torn: string[] = [];

  const noteStock = ({ sku, warehouse, onHand, reserved, available }: StoredStock): void => {
    const where = `${sku}@${warehouse}`;
    told.add(`onHand of ${where}`, onHand);
    told.add(`reserved of ${where}`, reserved);
    if (available !== onHand - reserved || available < 0) torn.push(`The stock of ${where} does not add up.`);
  };

  return {
    note: (row) => {
      const { noun, id } = partitionOf(row);
      const sk = String(row['sk']);
      if (noun === 'stock' && sk === 'stock') noteStock(StoredStock.parse(row));
      else if (noun === 'stock' && sk.startsWith('event#')) {
        const moved = Moved.safeParse(row);
        if (moved.success) facts.add(`onHand of ${id}`, moved.data.data.quantity);
      } else if (noun === 'order' && sk.startsWith('order#lines#')) {
        for (const { sku, reservations } of Chunk.parse(row).lines)
          for (const { warehouse, quantity } of reservations) facts.add(`reserved of ${sku}@${warehouse}`, quantity);
      }
    },
    findings: () => [
      ...torn,
      ...differences(told, facts, (key, counter, fact) => `The counter ${key} says ${counter}, the facts say ${fact}.`),
    ],
  };
};
