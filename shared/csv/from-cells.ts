import { isObject } from '../is-object.ts';
import type { Column } from './columns.ts';

/** What a cell says, as JSON would. What does not look like its kind stays text, for the schema to refuse. */
const valueOf = ({ kind }: Column, text: string): unknown => {
  if ((kind === 'integer' || kind === 'number') && /^[+-]?\d{1,17}(\.\d{1,10})?$/.test(text)) return Number(text);
  if (kind === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  // Written with an apostrophe so that no spreadsheet takes it for a formula.
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
};

/** A thing of nested objects. */
export interface Part {
  [field: string]: unknown;
}

const put = (into: Part, [field = '', ...below]: readonly string[], value: unknown): void => {
  if (below.length === 0) {
    into[field] = value;
    return;
  }
  const part = into[field];
  const next: Part = isObject(part) ? part : {};
  into[field] = next;
  put(next, below, value);
};

/** The thing that a row describes: an empty cell leaves its field out. `textOf` finds the cell of a column by name. */
export const fromCells = (columns: readonly Column[], textOf: (name: string) => string): Part => {
  const thing: Part = {};
  for (const column of columns) {
    const text = textOf(column.name);
    if (text !== '') put(thing, column.path, valueOf(column, text));
  }
  return thing;
};
