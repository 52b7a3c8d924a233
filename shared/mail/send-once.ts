import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Call } from '../call.ts';
import { env } from '../env.ts';
import { ProviderFailed } from '../errors.ts';
import { keys } from '../table/table-map.ts';
import { getRow } from '../table/table.ts';
import { ChangedMeanwhile, deciding, Work } from '../table/work.ts';
import { lazyObject } from '../lazy-object.ts';

export const Claim = lazyObject(() => ({
  state: z.enum(['sending', 'sent', 'refused']),
  claimedAt: z.iso.datetime(),
  /** Fingerprint of the address it goes to. */
  address: z.string().optional(),
  /** Fingerprint of the address that is refused for good. */
  refusedAddress: z.string().optional(),
  /** The provider's id of the mail that was sent. */
  messageId: z.string().optional(),
  /** Reports of the provider that were noted: bounces and complaints, each once. */
  reports: z.array(z.string()).optional(),
  version: z.int(),
}));
export type Claim = z.infer<typeof Claim>;

/**
 * What became of a mail, now or earlier. `refused`: the provider will never take it for this address. `unsent`: there was
 * nothing to send any more.
 */
export type Outcome = 'sent' | 'refused' | 'unsent';

export interface OnceOnly {
  /** The resource the mail is about, and which mail it is: together its natural key. */
  about: string;
  mail: string;
  /**
   * A sender died between the claim and the record of success, and nobody knows whether the mail went out. `again`:
   * better twice than never (an invoice). `never`: better never than twice (a reminder).
   */
  ifUnknown: 'again' | 'never';
  /** Where it goes. After a refusal for good only another address is tried. */
  to: string;
  /** Adds `email.failed` to the transaction that records a refusal for good. `reason` names nobody. */
  onRefusal: (work: Work, reason: string) => Promise<void>;
}

/** Addresses are kept with their customer only. */
export const fingerprint = (address: string): string => createHash('sha256').update(address).digest('hex').slice(0, 16);

const claim = async (once: OnceOnly, call: Call): Promise<Claim | Outcome> => {
  const key = keys.mail(once.about, once.mail);
  const row = await getRow(key);
  const before = row && Claim.parse(row);
  if (before?.state === 'sent') return 'sent';
  if (before?.state === 'refused' && before.refusedAddress === fingerprint(once.to)) return 'refused';
  if (before?.state === 'sending') {
    if (Date.parse(call.at) - Date.parse(before.claimedAt) < env().MAIL_CLAIM_MS) {
      throw new ProviderFailed('mail_being_sent', 'Another sender is sending this mail at this moment.');
    }
    // Nobody knows: taken for sent.
    if (once.ifUnknown === 'never') return 'sent';
  }
  const fresh: Claim = {
    state: 'sending',
    claimedAt: call.at,
    address: fingerprint(once.to),
    version: (before?.version ?? 0) + 1,
  };
  const work = new Work(call);
  work.put({ ...key, ...fresh }, before ? { version: before.version } : 'new');
  await work.commit();
  return fresh;
};

/** Frees the key, if the claim on it is still this one. */
const release = async (once: OnceOnly, { version }: Claim, call: Call): Promise<void> => {
  const work = new Work(call);
  work.delete(keys.mail(once.about, once.mail), { version });
  await work.commit();
};

/** Records that this address is refused for good, together with the event of it. */
const recordRefusal = (once: OnceOnly, claimed: Claim, reason: string, call: Call): Promise<void> =>
  deciding(async () => {
    const work = new Work(call);
    await once.onRefusal(work, reason);
    work.put(
      {
        ...keys.mail(once.about, once.mail),
        ...claimed,
        state: 'refused',
        refusedAddress: fingerprint(once.to),
        version: claimed.version + 1,
      },
      { version: claimed.version },
      new ProviderFailed('mail_being_sent', 'Another sender is sending this mail at this moment.'),
    );
    await work.commit();
  });

/**
 * Sends a mail at most once under its natural key, however often and by however many it is asked. A passing refusal by
 * the provider frees the key, so that a retry sends; one for good is recorded and told by `email.failed`. `send` answers
 * the provider's message id, or undefined when there is nothing to send any more.
 */
export const sendOnce = async (
  once: OnceOnly,
  call: Call,
  send: () => Promise<string | undefined>,
): Promise<Outcome> => {
  let claimed: Claim | Outcome;
  try {
    claimed = await claim(once, call);
  } catch (error) {
    if (!(error instanceof ChangedMeanwhile)) throw error;
    throw new ProviderFailed('mail_being_sent', 'Another sender is sending this mail at this moment.', [], error);
  }
  if (typeof claimed === 'string') return claimed;
  let messageId: string | undefined;
  try {
    messageId = await send();
  } catch (error) {
    if (error instanceof ProviderFailed && error.code === 'mail_undeliverable') {
      await recordRefusal(once, claimed, error.message, call);
      return 'refused';
    }
    // Only a refusal is certain. After a broken connection the claim stays, and `ifUnknown` decides when it is old.
    const unsure = error instanceof ProviderFailed && error.code === 'mail_unsure';
    if (!unsure) await release(once, claimed, call);
    throw error;
  }
  if (messageId === undefined) {
    await release(once, claimed, call);
    return 'unsent';
  }
  const work = new Work(call);
  work.put(
    { ...keys.mail(once.about, once.mail), ...claimed, state: 'sent', messageId, version: claimed.version + 1 },
    { version: claimed.version },
  );
  await work.commit();
  return 'sent';
};
