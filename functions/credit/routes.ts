import * as z from 'zod';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';
import { CreditReview, ReviewDecision } from '../../shared/credit/review.ts';
import { Order } from '../../shared/orders/order.ts';
import { lazyStrictObject } from '../../shared/lazy-object.ts';

export const creditRoutes = {
  listCreditReviews: {
    method: 'GET',
    path: '/v1/credit-reviews',
    scope: 'orders.read',
    summary: 'Orders held for a credit decision, newest first',
    query: lazyStrictObject(() => ({ ...listQuery, status: z.enum(['open']).optional() })),
    response: listOf(CreditReview),
  },
  decideCreditReview: {
    method: 'POST',
    path: '/v1/credit-reviews/{orderId}/decision',
    scope: 'credit.write',
    summary: 'Approve or reject a held order',
    body: ReviewDecision,
    response: Order,
  },
} as const satisfies Routes;
