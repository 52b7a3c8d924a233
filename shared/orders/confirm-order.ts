import type { Call } from '../call.ts';
import { prepaymentRequired } from '../credit/prepayment.ts';
import type { OrderState, StoredOrder } from './order.ts';
import { orderPageOf } from './order-page.ts';
import { loadOrder } from './order-store.ts';
import { postOrderMail } from './post-order-mail.ts';
import { tellSales } from './tell-sales.ts';

/** Each decision is told once; a held order is told of twice, when it is held and when it is decided. */
const mailOf = {
  accepted: 'confirmation',
  credit_hold: 'held-notice',
  rejected: 'rejection',
  cancelled: 'cancellation',
} as const;

/** It was cancelled by itself in the end. */
const hasExpired = ({ cancellations }: StoredOrder): boolean => cancellations.at(-1)?.expiry !== undefined;

const tellCustomer = async ({ header, lines }: OrderState, call: Call): Promise<void> => {
  const { id: orderId, status, customerId } = header;
  const told = status === 'credit_hold' || status === 'rejected' || status === 'cancelled' ? status : 'accepted';
  // Who is to pay in advance gets a pro-forma instead.
  if (told === 'credit_hold' && header.credit.reasons.some(({ code }) => code === prepaymentRequired)) return;
  const { tenant } = call;
  await postOrderMail(
    {
      orderId,
      customerId,
      mail: mailOf[told],
      ifUnknown: 'again',
      write: ({ language, name }) => ({
        kind: 'order-confirmation',
        language,
        data: {
          seller: tenant.legalName,
          customerName: name,
          orderNumber: header.number,
          status: told === 'cancelled' && hasExpired(header) ? 'expired' : told,
          currency: header.currency,
          lines,
          totals: header.totals,
          address: header.shippingAddress,
          requestedDeliveryDate: header.requestedDeliveryDate,
          orderPage: orderPageOf(header, tenant),
        },
      }),
    },
    call,
  );
};

/**
 * Tells an order's customer by mail that it is accepted, held, rejected or cancelled whole, each once; and the seller's
 * sales people of what credit held or decided.
 */
export const confirmOrder = async (orderId: string, call: Call): Promise<void> => {
  const order = await loadOrder(orderId, call);
  await tellCustomer(order, call);
  await tellSales(order.header, call);
};
