import * as z from 'zod';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';
import type { Call } from '../call.ts';
import { credit, debit, postJournal } from '../ledger/journal.ts';
import { plainText } from '../products/product.ts';
import type { Work } from '../table/work.ts';

/** What POST .../refunds takes. */
export const RefundInput = lazyStrictObject(() => ({
  amount: z.int().check(z.gte(1), z.lte(1_000_000_000_000)),
  reason: plainText(500),
}));
export type RefundInput = z.infer<typeof RefundInput>;

/** A refund as it stands on what it was paid back from. */
export const Refund = lazyObject(() => ({ id: z.string(), amount: z.int(), reason: z.string(), on: z.iso.date() }));

/** Money decided to be paid back is the customer's no longer and not gone yet: it is owed until the bank shows it. */
export const bookRefund = (
  work: Work,
  { about, text, amount }: { about: string; text: string; amount: number },
  call: Call,
): void =>
  postJournal(work, {
    date: call.today,
    about,
    text,
    at: call.at,
    postings: [debit('customer_credit', amount), credit('refunds_payable', amount)],
  });
