import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { reserveBackorders } from '../../shared/orders/reserve-backorders.ts';

const Cancelled = z.object({ lines: z.array(z.object({ sku: z.string().optional() })) });

/** Gives the pieces that a cancelled order had to the orders that wait for them. */
export const handler = onEvents(Cancelled, async ({ lines }, event) => {
  const call = callBecauseOf(event, 'reserve-backorders-on-order-cancelled');
  const skus = new Set(lines.flatMap(({ sku }) => sku ?? []));
  for (const sku of skus) await reserveBackorders(sku, call);
});
