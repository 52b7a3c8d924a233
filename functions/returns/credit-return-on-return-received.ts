import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { creditReturn } from '../../shared/returns/credit-return.ts';

/** Credits what came of a return on the invoices it stands on. */
export const handler = onEvents(z.object({ returnId: z.string() }), async ({ returnId }, event) => {
  await creditReturn(returnId, callBecauseOf(event, 'credit-return-on-return-received'));
});
