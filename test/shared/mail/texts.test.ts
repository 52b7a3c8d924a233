import { describe, expect, it } from 'vitest';
import { textsIn as documentTexts } from '../../../shared/documents/texts/texts-in.ts';
import { writtenLanguages } from '../../../shared/documents/for-people.ts';
import { textsIn as mailTexts } from '../../../shared/mail/texts/texts-in.ts';

/** Stands in for every fact a text may name. */
const facts: object = new Proxy({}, { get: (_, name) => (typeof name === 'string' ? `«${name}»` : () => '«fact»') });

/** Every text by its path; those that name facts, with the facts they name. */
const leaves = (node: unknown, path = ''): [path: string, text: string][] => {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') return [[path, [node(facts, facts)].flat().join(' ')]];
  return Object.entries(node ?? {}).flatMap(([name, child]) => leaves(child, `${path}.${name}`));
};

const named = (text: string): string[] => [...new Set(text.match(/«\w+»/g))].toSorted();

describe.each([
  ['mails', mailTexts],
  ['documents', documentTexts],
] as const)('the words of %s', (_, textsIn) => {
  const all = writtenLanguages.map((language) => leaves(textsIn(language)));

  it('exist in every language, none of them empty', () => {
    const [first = [], ...others] = all;
    for (const other of others) expect(other.map(([path]) => path)).toEqual(first.map(([path]) => path));
    expect(all.flat().filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('name the same facts in every language', () => {
    // The law's reason is worded per language; Spanish has one name for the rate of every tax.
    const free = ['.invoice.taxReason', '.invoice.taxRate'];
    const [first, ...others] = all.map((texts) =>
      texts.filter(([path]) => !free.includes(path)).map(([path, text]) => [path, ...named(text)]),
    );
    for (const other of others) expect(other).toEqual(first);
  });
});
