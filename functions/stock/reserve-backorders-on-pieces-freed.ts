import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { finishGivingBack } from '../../shared/orders/hold-order.ts';
import { reserveBackorders } from '../../shared/orders/reserve-backorders.ts';

const Freed = z.object({
  orderId: z.string(),
  lines: z.array(z.object({ sku: z.string().optional() })).default([]),
});

/** Gives the pieces that an order had, before it was cancelled, made smaller or held, to the orders that wait for them. */
export const handler = onEvents(Freed, async ({ orderId, lines }, event) => {
  const skus = new Set(lines.flatMap(({ sku }) => sku ?? []));
  if (skus.size === 0) return;
  const call = callBecauseOf(event, 'reserve-backorders-on-pieces-freed');
  await finishGivingBack(orderId, call);
  for (const sku of skus) await reserveBackorders(sku, call);
});
