import * as z from 'zod';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';
import { Order } from '../../shared/orders/order.ts';
import { ExchangeInput } from '../../shared/returns/exchange-return.ts';
import { ReceiveInput, Return, ReturnStatus } from '../../shared/returns/return.ts';

export const returnRoutes = {
  listReturns: {
    method: 'GET',
    path: '/v1/returns',
    scope: 'orders.read',
    summary: 'Returns, newest first',
    query: z.strictObject({
      ...listQuery,
      orderId: z.string().max(64).optional(),
      customerId: z.string().max(64).optional(),
      status: ReturnStatus.optional(),
    }),
    response: listOf(Return),
  },
  getReturn: {
    method: 'GET',
    path: '/v1/returns/{id}',
    scope: 'orders.read',
    summary: 'Read a return',
    response: Return,
  },
  receiveReturn: {
    method: 'POST',
    path: '/v1/returns/{id}/receive',
    scope: 'fulfillment.write',
    summary:
      'Take in what came of a return; the credit notes follow by themselves. To refund at once needs payments.write too',
    body: ReceiveInput,
    response: Return,
  },
  cancelReturn: {
    method: 'POST',
    path: '/v1/returns/{id}/cancel',
    scope: ['orders.write', 'fulfillment.write'],
    summary: 'Give up what a return announces and has not come',
    response: Return,
  },
  exchangeReturn: {
    method: 'POST',
    path: '/v1/returns/{id}/exchange',
    scope: 'orders.write',
    summary: 'Place an order in exchange for what comes back; answers the order',
    body: ExchangeInput,
    response: Order,
    status: 201,
  },
} as const satisfies Routes;
