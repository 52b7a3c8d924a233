import * as z from 'zod';
import { lazyStrictObject } from '../lazy-object.ts';

/** What POST /v1/orders/{id}/service-deliveries takes: which services were delivered, and how many of each. */
export const ServiceDeliveryInput = lazyStrictObject(() => ({
  lines: z
    .array(
      z.strictObject({
        lineId: z.string().check(z.minLength(1), z.maxLength(64)),
        quantity: z.int().check(z.gte(1), z.lte(1_000_000)),
      }),
    )
    .min(1)
    .max(100),
}));
export type ServiceDeliveryInput = z.infer<typeof ServiceDeliveryInput>;
