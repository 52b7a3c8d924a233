import { stringify } from 'csv-stringify/sync';
import type * as z from 'zod';
import { isObject } from '../is-object.ts';
import { columnsOf } from './columns.ts';

const cellOf = (item: unknown, path: readonly string[]): string | number => {
  const value = path.reduce<unknown>((part, field) => (isObject(part) ? part[field] : undefined), item);
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' || typeof value === 'number') return value;
  return JSON.stringify(value);
};

/**
 * Things as CSV (RFC 4180) with a line of names first, one column per field of their schema. Text that a spreadsheet
 * would take for a formula gets an apostrophe in front, so that a name never runs as one.
 */
export const writeCsv = (schema: z.ZodObject, items: readonly unknown[]): string => {
  const columns = columnsOf(schema);
  const rows = items.map((item) => columns.map(({ path }) => cellOf(item, path)));
  return stringify(rows, {
    header: true,
    columns: columns.map(({ name }) => name),
    record_delimiter: 'windows',
    escape_formulas: true,
  });
};
