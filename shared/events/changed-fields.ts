import { canonicalJson } from '../http/repeat.ts';

/** What every thing has and nobody changes by hand. */
const counted = ['version', 'sequence'];

/** Names of the fields that are otherwise than before, in order: what an event of a change may tell. */
export const changedFields = (before: object, after: object): string[] => {
  const old = new Map<string, unknown>(Object.entries(before));
  const now = new Map<string, unknown>(Object.entries(after));
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((field) => !counted.includes(field) && canonicalJson(old.get(field)) !== canonicalJson(now.get(field)))
    .toSorted();
};
