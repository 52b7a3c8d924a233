import type { Call } from '../call.ts';
import { changedFields } from '../events/changed-fields.ts';
import { loadReturn, returnSubject, saveReturn } from '../returns/return-store.ts';
import { keys } from '../table/table-map.ts';
import { deciding, Work } from '../table/work.ts';
import { eraseAnswers } from './erase-answers.ts';
import type { Mask } from './pseudonyms.ts';

/** Takes the person out of the reason of a return and out of the answers kept about it. What came and what it cost stay. */
export const eraseReturn = async (returnId: string, mask: Mask, call: Call): Promise<void> => {
  await deciding(async () => {
    const before = await loadReturn(returnId, call);
    const draft = { ...before, reason: mask(before.reason) };
    const changed = changedFields(before, draft);
    if (changed.length === 0) return;
    const { orderId, customerId } = before;
    const work = new Work(call);
    work.raise(returnSubject(draft), 'return.changed', { returnId, orderId, customerId, changed });
    saveReturn(work, before, draft, call);
    await work.commit();
  });
  await eraseAnswers([keys.return(returnId).pk], mask, call);
};
