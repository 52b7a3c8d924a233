import type { StoredLine, StoredOrder } from './order.ts';

/** Where reserved pieces are: in a warehouse, on one of its pick lists or (undefined) on none yet. */
export interface ReservedAt {
  warehouse: string;
  fulfillmentId: string | undefined;
}

/** The line with up to `quantity` of its pieces there no longer reserved. Whether it waits for stock is the caller's to say. */
export const giveBack = (line: StoredLine, quantity: number, { warehouse, fulfillmentId }: ReservedAt): StoredLine => {
  let left = quantity;
  const reservations = line.reservations.flatMap((one) => {
    if (one.warehouse !== warehouse || one.fulfillmentId !== fulfillmentId || left === 0) return [one];
    const taken = Math.min(left, one.quantity);
    left -= taken;
    return taken === one.quantity ? [] : [{ ...one, quantity: one.quantity - taken }];
  });
  return { ...line, reservations, reserved: line.reserved - (quantity - left) };
};

/** The header's open pick lists without one that was shipped or cancelled. */
export const openListsWithout = (header: StoredOrder, fulfillmentId: string): StoredOrder['openFulfillments'] =>
  Object.fromEntries(Object.entries(header.openFulfillments).filter(([, id]) => id !== fulfillmentId));
