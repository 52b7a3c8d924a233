import type { CreditReview } from '../../shared/credit/review.ts';
import { listPage, onePartition } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { findOrders } from '../../shared/orders/order-store.ts';
import { reviewCredit } from '../../shared/orders/review-credit.ts';
import { creditRoutes } from './routes.ts';

export const handler = serve(creditRoutes, {
  listCreditReviews: async ({ query: { limit, cursor }, call }) => ({
    body: await listPage<CreditReview>({
      limit,
      cursor,
      question: 'credit-reviews',
      partitions: onePartition({ index: 'lookup', pk: 'credit-review' }),
      load: async (rows) => {
        const orders = await findOrders(
          rows.map((row) => String(row['lookupSk'])),
          call,
        );
        return orders.map((order) => {
          if (!order || order.header.status !== 'credit_hold') return null;
          const { id: orderId, number, customerId, currency, placedAt, totals, credit } = order.header;
          return {
            orderId,
            number,
            customerId,
            currency,
            gross: totals.gross,
            placedAt,
            status: 'open' as const,
            reasons: credit.reasons,
          };
        });
      },
    }),
  }),
  decideCreditReview: async ({ params, body, call }) => ({
    body: await reviewCredit(params['orderId'] ?? '', body, call),
  }),
});
