/** Letters that carry their mark inside, and so do not come apart. */
const plain: Record<string, string> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ς: 'σ',
  ß: 'ss',
};
/** Code points of a name that are searched; with an id behind them they fit into a sort key of 1024 bytes. */
const longest = 200;
/** So many words of a name it can be found by. */
const mostStarts = 8;

/**
 * A name as it is searched: case, accents, ligatures, width and runs of spaces make no difference ("PEÑA" is "pena", "Groß"
 * is "GROSS"). Signs of other scripts that are no accents stay.
 */
export const foldName = (name: string): string => {
  const folded = name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036F\p{Cf}\p{Cc}]/gu, (sign) => (/\s/.test(sign) ? ' ' : ''))
    .toUpperCase()
    .toLowerCase()
    .replaceAll(/[øłđðħþæœςß]/gu, (letter) => plain[letter] ?? letter)
    .replaceAll(/\s+/gu, ' ')
    .trim();
  return Array.from(folded).slice(0, longest).join('');
};

/** What a name can be found by the beginning of: the folded name from its first words on, each with all that follows. */
export const nameStarts = (name: string): string[] => {
  const folded = foldName(name);
  const words = [...folded.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu)].map((word) => word.index);
  const starts = [0, ...words].map((at) => folded.slice(at));
  return [...new Set(starts)].filter((start) => start !== '').slice(0, mostStarts);
};
