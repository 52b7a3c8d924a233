import * as z from 'zod';
import { TimelineEntry } from '../../shared/events/audit.ts';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';
import { CancelInput } from '../../shared/orders/cancellation.ts';
import { Order, OrderInput, OrderStatus } from '../../shared/orders/order.ts';
import { lazyObject, lazyStrictObject } from '../../shared/lazy-object.ts';

export const orderRoutes = {
  placeOrder: {
    method: 'POST',
    path: '/v1/orders',
    scope: 'orders.write',
    summary: 'Place an order; the answer carries the credit decision',
    body: OrderInput,
    response: Order,
    status: 201,
  },
  previewOrder: {
    method: 'POST',
    path: '/v1/orders/preview',
    scope: 'orders.write',
    summary: 'What placing this order would answer; nothing is stored',
    body: OrderInput,
    response: lazyObject(() => Order.omit({ id: true, number: true }).shape),
    withoutKey: true,
  },
  listOrders: {
    method: 'GET',
    path: '/v1/orders',
    scope: 'orders.read',
    summary: 'List orders, newest first',
    query: lazyStrictObject(() => ({
      ...listQuery,
      customerId: z.string().max(64).optional(),
      status: OrderStatus.optional(),
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
    })),
    response: listOf(Order),
  },
  getOrder: { method: 'GET', path: '/v1/orders/{id}', scope: 'orders.read', summary: 'Read an order', response: Order },
  cancelOrder: {
    method: 'POST',
    path: '/v1/orders/{id}/cancel',
    scope: 'orders.write',
    summary: 'Cancel an order, whole or by line and quantity, before it ships',
    body: CancelInput,
    response: Order,
  },
  getTimeline: {
    method: 'GET',
    path: '/v1/orders/{id}/timeline',
    scope: 'orders.read',
    summary:
      'Every event of an order and of what followed from it, oldest first, causes before effects; who did it and which versions it changed; all of it unless `limit` is given',
    query: lazyStrictObject(() => ({ ...listQuery, limit: z.coerce.number().int().min(1).max(100).optional() })),
    response: listOf(TimelineEntry),
  },
} as const satisfies Routes;
