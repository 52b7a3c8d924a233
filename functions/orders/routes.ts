import * as z from 'zod';
import { lazyObject, lazyStrictObject } from '../../shared/lazy-object.ts';
import { TimelineEntry } from '../../shared/events/audit.ts';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';
import { Availability } from '../../shared/orders/availability.ts';
import { CancelInput } from '../../shared/orders/cancellation.ts';
import { Order, OrderInput, OrderStatus } from '../../shared/orders/order.ts';
import { Return, ReturnInput } from '../../shared/returns/return.ts';
import { AmendInput, OrderPatch } from '../../shared/orders/order-change.ts';
import { ServiceDeliveryInput } from '../../shared/orders/service-delivery.ts';
import { Shipment } from '../../shared/shipments/shipment.ts';

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
    response: lazyObject(() => ({
      ...Order.omit({ id: true, number: true }).shape,
      availability: z.array(Availability),
    })),
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
  changeOrder: {
    method: 'PATCH',
    path: '/v1/orders/{id}',
    scope: 'orders.write',
    summary: 'Change address, note or requested date of an order until it is picked',
    body: OrderPatch,
    response: Order,
  },
  amendOrder: {
    method: 'POST',
    path: '/v1/orders/{id}/amend',
    scope: 'orders.write',
    summary: 'Set new quantities and add lines before picking; prices, tax, credit and stock follow',
    body: AmendInput,
    response: Order,
  },
  getProForma: {
    method: 'GET',
    path: '/v1/orders/{id}/pro-forma.pdf',
    scope: 'orders.read',
    summary:
      'The pro-forma of an order that is to be paid in advance, as it was sent to the customer; kept for 30 days',
    media: 'application/pdf',
  },
  cancelOrder: {
    method: 'POST',
    path: '/v1/orders/{id}/cancel',
    scope: 'orders.write',
    summary: 'Cancel an order, whole or by line and quantity, before it ships',
    body: CancelInput,
    response: Order,
  },
  requestReturn: {
    method: 'POST',
    path: '/v1/orders/{id}/returns',
    scope: ['orders.write', 'fulfillment.write'],
    summary: 'Announce that shipped pieces come back',
    body: ReturnInput,
    response: Return,
    status: 201,
  },
  deliverServices: {
    method: 'POST',
    path: '/v1/orders/{id}/service-deliveries',
    scope: 'fulfillment.write',
    summary: 'Deliver services of an order: they count as shipped and are invoiced',
    body: ServiceDeliveryInput,
    response: Shipment,
    status: 201,
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
