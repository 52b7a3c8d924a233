import type { Call } from '../call.ts';
import { deciding, Work } from '../table/work.ts';
import { Fulfillment, type PackInput, type QualityInput, type StoredFulfillment } from './fulfillment.ts';
import { fulfillmentFacts, fulfillmentSubject, loadFulfillment, moved, saveFulfillment } from './fulfillment-store.ts';

/** One move of a fulfillment that touches nothing else: decide on the loaded one, save, answer. */
const change = (
  id: string,
  call: Call,
  decide: (work: Work, before: StoredFulfillment) => StoredFulfillment,
): Promise<Fulfillment> =>
  deciding(async () => {
    const before = await loadFulfillment(id, call);
    const work = new Work(call);
    const answer = Fulfillment.parse(saveFulfillment(work, before, decide(work, before), call));
    work.answer(200, answer);
    await work.commit();
    return answer;
  });

/** Packs what was picked: the packages and their weights in grams. */
export const packFulfillment = (id: string, input: PackInput, call: Call): Promise<Fulfillment> =>
  change(id, call, (work, before) => {
    const draft = { ...moved(before, 'packed'), packages: input.packages };
    const weightGrams = input.packages.reduce((sum, one) => sum + one.weightGrams, 0);
    const facts = { ...fulfillmentFacts(draft), packages: input.packages.length, weightGrams };
    work.raise(fulfillmentSubject(draft), 'fulfillment.packed', facts);
    return draft;
  });

/** The check before shipping: passed goods are ready, failed ones go back to be picked again. */
export const checkFulfillment = (id: string, input: QualityInput, call: Call): Promise<Fulfillment> =>
  change(id, call, (work, before) => {
    const draft = { ...moved(before, input.result === 'pass' ? 'checked' : 'pending'), qualityNote: input.note };
    if (input.result === 'fail') delete draft.packages;
    work.raise(
      fulfillmentSubject(draft),
      input.result === 'pass' ? 'fulfillment.checked' : 'fulfillment.quality_failed',
      fulfillmentFacts(draft),
    );
    return draft;
  });
