import type { Call } from '../../shared/call.ts';
import type { CreditReview } from '../../shared/credit/review.ts';
import { listPage, onePartition } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import type { OrderState } from '../../shared/orders/order.ts';
import { findOrders } from '../../shared/orders/order-store.ts';
import { reviewCredit } from '../../shared/orders/review-credit.ts';
import { reviewPrepayment } from '../../shared/orders/review-prepayment.ts';
import { partitionOfStatus } from '../../shared/table/partitions.ts';
import { creditRoutes } from './routes.ts';

/** The customer whose login asks; undefined: everyone's are asked for. */
const ownerOf = ({ customerId }: Call): string | undefined => customerId && `customer#${customerId}`;

const reviewOf = ({ header }: OrderState): CreditReview | null => {
  if (header.status !== 'credit_hold') return null;
  const { id: orderId, number, customerId, currency, placedAt, totals, credit } = header;
  return {
    orderId,
    number,
    customerId,
    currency,
    gross: totals.gross,
    placedAt,
    status: 'open',
    reasons: credit.reasons,
  };
};

export const handler = serve(creditRoutes, {
  listCreditReviews: async ({ query: { limit, cursor }, call }) => ({
    body: await listPage<CreditReview>({
      list: 'credit-reviews',
      page: { limit, cursor },
      call,
      stretches: () => onePartition(partitionOfStatus('order', 'credit_hold', ownerOf(call))),
      load: async (ids) => (await findOrders(ids, call)).map((one) => one && reviewOf(one)),
    }),
  }),
  decideCreditReview: async ({ params, body, call }) => {
    const order = await reviewCredit(params['orderId'] ?? '', body, call);
    // One that was held again has its lifecycle behind the reservation.
    await reviewPrepayment(order.id, { ...call, repeat: undefined });
    return { body: order };
  },
});
