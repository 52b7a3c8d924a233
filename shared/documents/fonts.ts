import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, type Font } from 'fontkit';

/**
 * Noto Sans by the Noto Project (SIL Open Font License, see fonts/OFL.txt), from @expo-google-fonts/noto-sans 0.4.2, cut
 * down once with subset-font 2.9.0: the characters of `covered` below, kerning as the only layout feature, no hints. The
 * whole font takes three times as long to read, in every document. Its figures are all of one width.
 */
const files = { regular: 'NotoSans-Regular.ttf', semibold: 'NotoSans-SemiBold.ttf' } as const;

export type Weight = keyof typeof files;

/** Latin, Greek and Cyrillic with their extensions, punctuation, currencies, letter-like signs and the replacement sign. */
const covered =
  /^[\u0020-\u007e\u00a0-\u024f\u02b0-\u0377\u037a-\u03ff\u0400-\u052f\u1e00-\u209c\u20a0-\u20c0\u2100-\u214f\u2190-\u2193\u2212\ufb00-\ufb06\ufffd]*$/u;
const replacement = '\ufffd';
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The text as these fonts can show it: accents composed with their letters; what they do not have (Chinese, Arabic, emoji)
 * becomes one sign per character seen.
 */
export const printable = (text: string): string => {
  const composed = text.normalize('NFC');
  if (covered.test(composed)) return composed;
  return Array.from(graphemes.segment(composed), ({ segment }) => (covered.test(segment) ? segment : replacement)).join(
    '',
  );
};

/**
 * Beside this module in the source; in a bundle beside its entry, from which this code may have been moved to a folder
 * of shared chunks.
 */
const folders = [join(import.meta.dirname, 'fonts'), join(import.meta.dirname, '../fonts')];

const read = (weight: Weight): Font => {
  const path = folders.map((folder) => join(folder, files[weight])).find((one) => existsSync(one));
  if (path === undefined) throw new Error(`The font ${files[weight]} is in none of: ${folders.join(', ')}`);
  return create(readFileSync(path));
};

const loaded = new Map<Weight, Font>();

/**
 * A font, read once per process. Reading it for every document takes longer than all the rest of an invoice, and is most
 * of the garbage it leaves.
 */
export const font = (weight: Weight): Font => {
  const one = loaded.get(weight) ?? read(weight);
  loaded.set(weight, one);
  return one;
};
