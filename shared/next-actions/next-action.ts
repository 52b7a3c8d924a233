import * as z from 'zod';

/** Who can be asked to do something. `system`: it comes by itself within seconds, the hourly sweep sees to it. */
export type Who = 'customer' | 'credit' | 'purchasing' | 'warehouse' | 'service' | 'finance' | 'collector' | 'system';

/** Who must do what, by when (a calendar date in the tenant's zone), and why, in words for people. */
export const NextAction = z.object({ who: z.string(), what: z.string(), by: z.string().optional(), why: z.string() });

/** The same, of someone we know. */
export interface NextAction extends z.infer<typeof NextAction> {
  who: Who;
}
