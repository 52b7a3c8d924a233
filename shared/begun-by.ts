import * as z from 'zod';
import type { Call } from './call.ts';
import { lazyObject } from './lazy-object.ts';

/** The request that began something of several transactions: whoever finishes it answers that request. */
export const BegunBy = lazyObject(() => ({
  actor: z.string(),
  correlationId: z.string(),
  repeat: z.object({ client: z.string(), key: z.string(), requestHash: z.string() }).optional(),
}));
export type BegunBy = z.infer<typeof BegunBy>;

export const begunByOf = ({ actor, correlationId, repeat }: Call): BegunBy => ({ actor, correlationId, repeat });

/** Whether this call is that request, come again. */
export const isBegunBy = ({ actor, repeat }: BegunBy, call: Call): boolean =>
  actor === call.actor && repeat?.key === call.repeat?.key;
