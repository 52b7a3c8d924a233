import * as z from 'zod';
import { callBecauseOf, type Call } from '../../shared/call.ts';
import { daysBetween } from '../../shared/dates.ts';
import { type CobroEvent, type EventType, eventTypes } from '../../shared/events/event-types.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { remindSeller } from '../../shared/orders/remind-seller.ts';
import { tellBackordered, tellLate, tellPartlyCancelled, tellShipped } from '../../shared/orders/tell-customer.ts';

type Tell = (orderId: string, event: CobroEvent, call: Call) => Promise<void>;

/** Whom each event is told, and how. */
const tells: Partial<Record<EventType, Tell>> = {
  'order.backordered': (orderId, _event, call) => tellBackordered(orderId, call),
  'shipment.dispatched': (orderId, { data }, call) =>
    tellShipped(orderId, eventTypes['shipment.dispatched'].parse(data).shipmentId, call),
  'order.cancelled': (orderId, { data, sequence }, call) =>
    tellPartlyCancelled(orderId, { lines: eventTypes['order.cancelled'].parse(data).lines, sequence }, call),
  'order.late': (orderId, { data }, call) => tellLate(orderId, eventTypes['order.late'].parse(data).requestedFor, call),
  'order.unshipped': (orderId, { data }, call) =>
    remindSeller(orderId, eventTypes['order.unshipped'].parse(data), call),
};

/** Days after which nobody wants to hear of it any more: old events may be published again. */
const patienceDays = 7;

/** Tells by mail what happens to an order after it was confirmed: what waits, has gone, was cancelled or is late. */
export const handler = onEvents(z.object({ orderId: z.string() }), async ({ orderId }, event) => {
  const call = callBecauseOf(event, 'notify-on-order-progress');
  if (daysBetween(event.occurredAt.slice(0, 10), call.at.slice(0, 10)) > patienceDays) return;
  await tells[event.type]?.(orderId, event, call);
});
