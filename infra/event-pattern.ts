import * as z from 'zod';
import { isObject } from '../shared/is-object.ts';

/*
 * The part of EventBridge's pattern language that Cobro's rules may use: exact values, prefix, suffix, anything-but,
 * numeric, exists and $or. The embedded bus matches just these, so anything else is refused where a pattern is read: at
 * synthesis and at the start of the embedded mode. Meanings and examples:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */

/** Numbers beyond these cannot be compared by EventBridge. */
const Bound = z.number().min(-5e9).max(5e9);

const Numeric = z.union([
  z.tuple([z.enum(['=', '<', '<=', '>', '>=']), Bound]),
  z.tuple([z.enum(['>', '>=']), Bound, z.enum(['<', '<=']), Bound]),
]);
const Prefix = z.strictObject({ prefix: z.string().min(1) });
const Suffix = z.strictObject({ suffix: z.string().min(1) });

const AnythingBut = z.union([
  z.string(),
  z.number(),
  z.array(z.string()).nonempty(),
  z.array(z.number()).nonempty(),
  Prefix,
  Suffix,
]);

/** What the value of a field is compared with; one of a field's conditions must hold. */
export const Condition = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  Prefix,
  Suffix,
  z.strictObject({ 'anything-but': AnythingBut }),
  z.strictObject({ numeric: Numeric }),
  z.strictObject({ exists: z.boolean() }),
]);
export type Condition = z.infer<typeof Condition>;

/** A pattern, read: all parts must hold. */
export type PatternPart =
  | { field: string; conditions: readonly Condition[] }
  | { field: string; inside: readonly PatternPart[] }
  | { either: readonly (readonly PatternPart[])[] };

const refuse = (path: string, why: string): never => {
  throw new Error(`Event pattern: ${path === '' ? 'the pattern' : path} ${why}.`);
};

const conditionsOf = (values: readonly unknown[], path: string): Condition[] => {
  if (values.length === 0) refuse(path, 'has an empty list');
  return values.map((value) => {
    const parsed = Condition.safeParse(value);
    return parsed.success ? parsed.data : refuse(path, `uses what is not supported here: ${JSON.stringify(value)}`);
  });
};

const partOf = (name: string, value: unknown, path: string): PatternPart => {
  const here = path === '' ? name : `${path}.${name}`;
  if (name === '$or') {
    if (!Array.isArray(value) || value.length < 2) return refuse(here, 'must be a list of at least two patterns');
    return { either: value.map((one: unknown) => partsOf(one, path)) };
  }
  if (Array.isArray(value)) return { field: name, conditions: conditionsOf(value, here) };
  return { field: name, inside: partsOf(value, here) };
};

const partsOf = (pattern: unknown, path: string): PatternPart[] => {
  if (!isObject(pattern)) return refuse(path, 'must be a list of values or an object');
  const fields = Object.entries(pattern);
  if (fields.length === 0) refuse(path, 'is empty');
  return fields.map(([name, value]) => partOf(name, value, path));
};

/** The pattern, if it stays inside the subset. Throws the first place where it does not. */
export const readEventPattern = (pattern: unknown): PatternPart[] => partsOf(pattern, '');
