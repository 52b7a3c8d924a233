import * as z from 'zod';
import { lazyObject } from '../lazy-object.ts';

/** Names of the tags a mail carries to SES and comes back with. */
export const mailTags = { about: 'about', mail: 'mail' } as const;

/** The reports of SES that tell of a mail that did not reach anybody, or was not wanted: `detail-type` on the default bus. */
export const mailFailureTypes = ['Email Bounced', 'Email Complaint Received', 'Email Rejected'] as const;

const one = () => z.tuple([z.string().min(1)]).rest(z.string());

/** What SES publishes through EventBridge; only what is needed of it. */
export const MailReport = lazyObject(() => ({
  id: z.string(),
  'detail-type': z.enum(mailFailureTypes),
  detail: z.object({
    mail: z.object({
      messageId: z.string(),
      /** Mails that were not sent by us carry no such tags. */
      tags: z.object({ [mailTags.about]: one().optional(), [mailTags.mail]: one().optional() }),
    }),
    bounce: z.object({ bounceType: z.string(), bounceSubType: z.string(), feedbackId: z.string() }).optional(),
    complaint: z.object({ feedbackId: z.string() }).optional(),
  }),
}));
export type MailReport = z.infer<typeof MailReport>;
