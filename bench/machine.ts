import { cpus, totalmem } from 'node:os';

/** The machine and the day a figure was measured on, as one line. */
export const machine = (): string => {
  const [first] = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  return `${first?.model ?? 'unknown processor'}, ${cpus().length} cores, ${gib} GiB, Node ${process.version}, ${day}`;
};

/** A Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The middle one; of an even number the lower of the two. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
