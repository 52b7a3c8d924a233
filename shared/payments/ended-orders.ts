import * as z from 'zod';
import { OrderStatus } from '../orders/order.ts';
import { keys } from '../table/table-map.ts';
import { getRows } from '../table/table.ts';
import type { StoredPayment } from './payment.ts';

const Header = z.object({ id: z.string(), status: OrderStatus });
const ended: readonly OrderStatus[] = ['rejected', 'cancelled', 'completed'];

/** Of the orders that these payments still hold money for, those that have ended: no invoice of theirs will take it. */
export const endedOrdersOf = async (payments: readonly StoredPayment[]): Promise<Set<string>> => {
  const waited = payments.flatMap(({ unapplied, forOrders }) =>
    unapplied > 0 ? forOrders.filter((one) => one.amount > 0).map((one) => one.orderId) : [],
  );
  const rows = await getRows([...new Set(waited)].map((id) => keys.order(id)));
  return new Set(
    rows
      .map((row) => Header.parse(row))
      .filter(({ status }) => ended.includes(status))
      .map(({ id }) => id),
  );
};
