import * as z from 'zod';
import { plainText } from '../products/product.ts';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';

/** What POST /v1/customers/{id}/erasure takes. */
export const ErasureInput = lazyStrictObject(() => ({ reason: plainText(500) }));
export type ErasureInput = z.infer<typeof ErasureInput>;

/** How far an erasure is. `erasing`: there was much to do, it goes on by itself within the hour or when asked again. */
export const Erasure = lazyObject(() => ({
  customerId: z.string(),
  status: z.enum(['erasing', 'erased']),
  reason: z.string(),
  begunAt: z.iso.datetime(),
  erasedAt: z.iso.datetime().optional(),
}));
export type Erasure = z.infer<typeof Erasure>;
