import * as z from 'zod';
import type { Call } from '../call.ts';
import { env } from '../env.ts';
import { ProviderFailed } from '../errors.ts';
import { keys } from '../table/table-map.ts';
import { getRow } from '../table/table.ts';
import { ChangedMeanwhile, Work } from '../table/work.ts';

const Claim = z.object({ state: z.enum(['sending', 'sent']), claimedAt: z.iso.datetime(), version: z.int() });
type Claim = z.infer<typeof Claim>;

export interface OnceOnly {
  /** The resource the mail is about, and which mail it is: together its natural key. */
  about: string;
  mail: string;
  /**
   * A sender died between the claim and the record of success, and nobody knows whether the mail went out. `again`:
   * better twice than never (an invoice). `never`: better never than twice (a reminder).
   */
  ifUnknown: 'again' | 'never';
}

const claim = async (once: OnceOnly, call: Call): Promise<Claim | 'done'> => {
  const key = keys.mail(once.about, once.mail);
  const row = await getRow(key);
  const before = row && Claim.parse(row);
  if (before?.state === 'sent') return 'done';
  if (before) {
    if (Date.parse(call.at) - Date.parse(before.claimedAt) < env().MAIL_CLAIM_MS) {
      throw new ProviderFailed('mail_being_sent', 'Another sender is sending this mail at this moment.');
    }
    if (once.ifUnknown === 'never') return 'done';
  }
  const fresh: Claim = { state: 'sending', claimedAt: call.at, version: (before?.version ?? 0) + 1 };
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

/**
 * Sends a mail at most once under its natural key, however often and by however many it is asked. A refusal by the
 * provider frees the key, so that a retry sends; `send` answers the provider's message id, or undefined when there is nothing to send any more.
 */
export const sendOnce = async (once: OnceOnly, call: Call, send: () => Promise<string | undefined>): Promise<void> => {
  let claimed: Claim | 'done';
  try {
    claimed = await claim(once, call);
  } catch (error) {
    if (!(error instanceof ChangedMeanwhile)) throw error;
    throw new ProviderFailed('mail_being_sent', 'Another sender is sending this mail at this moment.', [], error);
  }
  if (claimed === 'done') return;
  let messageId: string | undefined;
  try {
    messageId = await send();
  } catch (error) {
    // Only a refusal is certain. After a broken connection the claim stays, and `ifUnknown` decides when it is old.
    const unsure = error instanceof ProviderFailed && error.code === 'mail_unsure';
    if (!unsure) await release(once, claimed, call);
    throw error;
  }
  if (messageId === undefined) return release(once, claimed, call);
  const work = new Work(call);
  work.put(
    { ...keys.mail(once.about, once.mail), ...claimed, state: 'sent', messageId, version: claimed.version + 1 },
    { version: claimed.version },
  );
  await work.commit();
};
