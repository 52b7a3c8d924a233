import * as z from 'zod';

/** What a cell of a column holds. `json`: something with parts of its own, such as the lines of an order. */
export type CellKind = 'text' | 'integer' | 'number' | 'boolean' | 'json';

/** A column of a CSV file: a field by its path, such as `billingAddress.city`. */
export interface Column {
  name: string;
  path: readonly string[];
  kind: CellKind;
  /** Whether a row without it cannot be right. */
  required: boolean;
}

/** The schema under optional, nullable, default, lazy and the like. */
const inside = (schema: unknown): { inner: unknown; optional: boolean } => {
  let optional = false;
  let inner = schema;
  for (;;) {
    if (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) {
      optional = true;
      inner = inner.unwrap();
    } else if (inner instanceof z.ZodNullable || inner instanceof z.ZodLazy) inner = inner.unwrap();
    else return { inner, optional };
  }
};

const kindOf = (schema: unknown): CellKind => {
  // An instant, an email and the like are kinds of text with classes of their own.
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat || schema instanceof z.ZodEnum)
    return 'text';
  if (schema instanceof z.ZodNumberFormat) return 'integer';
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodLiteral) return typeof schema.value === 'number' ? 'integer' : 'text';
  return 'json';
};

/**
 * The columns of a thing: its fields in the order of its schema, those of its parts as `part.field`. What is a list
 * itself is one column of JSON.
 */
export const columnsOf = (schema: z.ZodObject, above: readonly string[] = [], needed = true): Column[] =>
  Object.entries(schema.shape).flatMap(([field, value]): Column[] => {
    const path = [...above, field];
    const { inner, optional } = inside(value);
    const required = needed && !optional;
    if (inner instanceof z.ZodObject) return columnsOf(inner, path, required);
    return [{ name: path.join('.'), path, kind: kindOf(inner), required }];
  });
