import * as z from 'zod';
import { Tenant } from './tenant.ts';
import { lazyObject } from './lazy-object.ts';

/** What every function finds in its environment. Names only, never secrets. */
const Environment = lazyObject(() => ({
  TENANT: z.string().transform((text, ctx) => {
    const parsed = Tenant.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    ctx.addIssue({ code: 'custom', message: z.prettifyError(parsed.error) });
    return z.NEVER;
  }),
  TABLE_NAME: z.string().min(3),
  BUS_NAME: z.string().min(1),
  BUCKET_NAME: z.string().min(3),
  LIFECYCLE_ARN: z.string().optional(),
  DEAD_LETTER_QUEUE_URL: z.string().optional(),
  /** The SES configuration set mails are sent under; none in the embedded mode. */
  MAIL_CONFIGURATION_SET: z.string().optional(),
  /** After this long (ms) a mail that was begun and not finished belongs to a sender that died; longer than any sending. */
  MAIL_CLAIM_MS: z.coerce.number().int().min(0).default(90_000),
  /** How long (ms) the table may take to answer one attempt of a request; three of them must fit into FEED_LAG_MS. */
  TABLE_TIMEOUT_MS: z.coerce.number().int().min(100).default(1000),
  /** How long (ms) an event must have been in the table before the feed shows it; see shared/events/feed.ts. */
  FEED_LAG_MS: z.coerce.number().int().min(0).default(5000),
}));
export type Environment = z.infer<typeof Environment>;

let parsed: Environment | undefined;

/** The environment of this function, checked once. Throws a readable error naming what is missing. */
export const env = (): Environment => {
  parsed ??= Environment.parse(process.env);
  return parsed;
};
