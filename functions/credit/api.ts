import type { CreditReview } from '../../shared/credit/review.ts';
import { listPage, onePartition } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import type { OrderState } from '../../shared/orders/order.ts';
import { findOrders, orderPartition } from '../../shared/orders/order-store.ts';
import { reviewCredit } from '../../shared/orders/review-credit.ts';
import { creditRoutes } from './routes.ts';

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
  listReviews: async ({ query: { limit, cursor }, call }) => ({
    body: await listPage<CreditReview>({
      list: 'credit-reviews',
      page: { limit, cursor },
      call,
      stretches: () => onePartition(orderPartition({ customerId: call.customerId, status: 'credit_hold' })),
      load: async (ids) => (await findOrders(ids, call)).map((one) => one && reviewOf(one)),
    }),
  }),
  decideReview: async ({ params, body, call }) => ({ body: await reviewCredit(params['orderId'] ?? '', body, call) }),
});
