import type { Call } from '../../shared/call.ts';
import { presentReviews } from '../../shared/credit/credit-desk.ts';
import type { CreditReview } from '../../shared/credit/review.ts';
import { NotFound } from '../../shared/errors.ts';
import { listPage, onePartition } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { findOrder, findOrders } from '../../shared/orders/order-store.ts';
import { reviewCredit } from '../../shared/orders/review-credit.ts';
import { partitionOfStatus } from '../../shared/table/partitions.ts';
import { creditRoutes } from './routes.ts';

/** The customer whose login asks; undefined: everyone's are asked for. */
const ownerOf = ({ customerId }: Call): string | undefined => customerId && `customer#${customerId}`;

const loadReview = async (orderId: string, call: Call): Promise<CreditReview> => {
  const [review] = await presentReviews([(await findOrder(orderId, call)) ?? null], call);
  if (!review) throw new NotFound('credit_review_not_found', 'There is no such order, or it is not held (any more).');
  return review;
};

export const handler = serve(creditRoutes, {
  listCreditReviews: async ({ query: { limit, cursor }, call }) => ({
    body: await listPage<CreditReview>({
      list: 'credit-reviews',
      page: { limit, cursor },
      call,
      stretches: () => onePartition(partitionOfStatus('order', 'credit_hold', ownerOf(call))),
      load: async (ids) => presentReviews(await findOrders(ids, call), call),
    }),
  }),
  getCreditReview: async ({ params, call }) => ({ body: await loadReview(params['orderId'] ?? '', call) }),
  decideCreditReview: async ({ params, body, call }) => ({
    body: await reviewCredit(params['orderId'] ?? '', body, call),
  }),
});
