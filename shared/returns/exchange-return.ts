import type * as z from 'zod';
import type { Call } from '../call.ts';
import { Conflict } from '../errors.ts';
import { type Order, OrderInput } from '../orders/order.ts';
import { loadOrder } from '../orders/order-store.ts';
import { placeOrder } from '../orders/place-order.ts';
import type { Work } from '../table/work.ts';
import type { StoredReturn } from './return.ts';
import { loadReturn, returnFacts, returnSubject, saveReturn } from './return-store.ts';

/** What POST /v1/returns/{id}/exchange takes: the order to place, for the customer of the return. */
export const ExchangeInput = OrderInput.pick({
  lines: true,
  shippingAddress: true,
  purchaseOrderNumber: true,
  requestedDeliveryDate: true,
  shippingPreference: true,
  note: true,
});
export type ExchangeInput = z.output<typeof ExchangeInput>;

const requireExchangeable = ({ status, exchangeOrderId }: StoredReturn): void => {
  if (status === 'cancelled') throw new Conflict('wrong_status', 'This return was cancelled.');
  if (exchangeOrderId !== undefined)
    throw new Conflict('already_exchanged', `Order ${exchangeOrderId} was placed in exchange for it.`);
};

/**
 * Places an order in exchange for what comes back: priced and decided by credit as any order, and linked both ways in the
 * one transaction that places it. 409 `already_exchanged`, `wrong_status`.
 */
export const exchangeReturn = async (
  id: string,
  input: ExchangeInput,
  mayOverride: boolean,
  call: Call,
): Promise<Order> => {
  const { orderId, ...found } = await loadReturn(id, call);
  requireExchangeable({ orderId, ...found });
  const { header } = await loadOrder(orderId, call);
  const { customerId, currency, channel } = header;
  const link = async (work: Work, exchangeOrderId: string): Promise<void> => {
    const before = await loadReturn(id, call);
    requireExchangeable(before);
    const draft: StoredReturn = { ...before, exchangeOrderId };
    work.raise(returnSubject(draft), 'return.exchanged', { ...returnFacts(draft, 0), exchangeOrderId });
    saveReturn(work, before, draft, call);
  };
  return placeOrder({ ...input, customerId, currency, channel }, mayOverride, call, { returnId: id, link });
};
