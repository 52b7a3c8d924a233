import * as z from 'zod';
import { lazyStrictObject } from '../../shared/lazy-object.ts';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';
import { CreditReview, ReviewDecision } from '../../shared/credit/review.ts';
import { Order } from '../../shared/orders/order.ts';

export const creditRoutes = {
  listCreditReviews: {
    method: 'GET',
    path: '/v1/credit-reviews',
    scope: 'orders.read',
    summary: 'Orders held for a credit decision with what speaks for and against each, newest first',
    query: lazyStrictObject(() => ({ ...listQuery, status: z.enum(['open']).optional() })),
    response: listOf(CreditReview),
  },
  getCreditReview: {
    method: 'GET',
    path: '/v1/credit-reviews/{orderId}',
    scope: 'orders.read',
    summary: 'An order held for a credit decision, with what speaks for and against it',
    response: CreditReview,
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
