import * as z from 'zod';
import { StoredLine } from '../orders/order.ts';
import { isReturnEnded, StoredReturn } from '../returns/return.ts';
import { type Check, differences, partitionOf, Sums } from './check.ts';

const Chunk = z.object({ lines: z.array(StoredLine) });

/** Returns: what orders count as returned or announced is what their returns say, and never more than has shipped. */
export const returnCheck = (): Check => {
  const told = new Sums();
  const facts = new Sums();
  const torn: string[] = [];

  const noteLine = (orderId: string, { lineId, shipped, returned, returning }: StoredLine): void => {
    told.add(`returned of ${orderId} line ${lineId}`, returned);
    told.add(`returning of ${orderId} line ${lineId}`, returning);
    if (returned + returning > shipped) torn.push(`More of ${orderId} line ${lineId} comes back than has shipped.`);
  };

  const noteReturn = ({ id, orderId, status, lines, toCredit }: StoredReturn): void => {
    const isOpen = !isReturnEnded(status);
    for (const { lineId, quantity, received, sellable, damaged, credited } of lines) {
      facts.add(`returned of ${orderId} line ${lineId}`, received);
      facts.add(`returning of ${orderId} line ${lineId}`, isOpen ? quantity - received : 0);
      if (received !== sellable + damaged || credited > received) torn.push(`Return ${id} does not add up.`);
    }
    if (toCredit.length > 0) torn.push(`Return ${id} is not credited yet.`);
  };

  return {
    note: (row) => {
      const { noun, id } = partitionOf(row);
      const sk = String(row['sk']);
      if (noun === 'order' && sk.startsWith('order#lines#'))
        for (const line of Chunk.parse(row).lines) noteLine(id, line);
      else if (noun === 'return' && sk === 'return') noteReturn(StoredReturn.parse(row));
    },
    findings: () => [
      ...torn,
      ...differences(told, facts, (key, one, other) => `By the order ${key} is ${one}, by its returns ${other}.`),
    ],
  };
};
