import type { CheckedInput } from './dynalite-types.ts';

/*
 * dynalite checks and parses the expressions of every request anew. A process sends the same few expressions over and
 * over, with other values. Whether they are right depends on everything but the values, save for two: so what was right
 * once is known, and its parsed form is filled with the values of the day.
 */

/** Checked by the value itself, not only by its type. */
const byValue = /\bBETWEEN\b|attribute_type/i;

/** Members with attributes: well formed when they come typed. The values of expressions count by their types. */
const attributeMembers: ReadonlySet<string> = new Set(['Item', 'Key', 'ExclusiveStartKey']);

/** More different inputs than these, and the expressions hold values themselves: then nothing is worth keeping. */
const most = 2000;

type Values = Readonly<Record<string, unknown>>;
type Fill = (values: Values) => unknown;

/** What a check leaves in the input besides what was there: parsed expressions. */
type Parsed = readonly (readonly [member: string, fill: Fill])[];

const known = new Map<string, Parsed>();

const valuesOf = (data: CheckedInput): Values => {
  const { ExpressionAttributeValues: values } = data;
  return typeof values === 'object' && values !== null ? { ...values } : {};
};

const typeOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? (Object.keys(value)[0] ?? '') : '';

/** Everything the check depends on; undefined when it depends on the values. */
const shapeOf = (kind: string, data: CheckedInput): string | undefined => {
  // Batches are checked for keys that come twice.
  if (data.RequestItems) return undefined;
  let shape = kind;
  for (const [name, member] of Object.entries(data)) {
    shape += `\n${name} `;
    if (attributeMembers.has(name)) continue;
    if (typeof member === 'string') {
      if (byValue.test(member)) return undefined;
      shape += member;
    } else if (name === 'ExpressionAttributeValues') {
      for (const [value, of] of Object.entries(valuesOf(data))) shape += `${value} ${typeOf(of)} `;
    } else shape += JSON.stringify(member);
  }
  return shape;
};

/** Makes copies of a parsed expression with other values in the places of these. */
const fillOf = (node: unknown, places: ReadonlyMap<unknown, string>): Fill => {
  const place = places.get(node);
  if (place !== undefined) return (values) => values[place];
  if (Array.isArray(node)) {
    const members = node.map((member) => fillOf(member, places));
    return (values) => members.map((fill) => fill(values));
  }
  if (typeof node !== 'object' || node === null) return () => node;
  const prototype: object | null = Object.getPrototypeOf(node);
  const members = Object.entries(node).map(([name, member]) => [name, fillOf(member, places)] as const);
  return (values) => {
    const copy: Record<string, unknown> = Object.create(prototype);
    for (const [name, fill] of members) copy[name] = fill(values);
    return copy;
  };
};

/**
 * Leaves the parsed expressions in a typed input, as `check` does, which is called for the first of its shape and throws
 * for one that is wrong. `kind`: which check that is.
 */
export const checkOnce = (kind: string, data: CheckedInput, check: () => void): void => {
  const shape = shapeOf(kind, data);
  const parsed = shape === undefined ? undefined : known.get(shape);
  if (parsed) {
    const values = valuesOf(data);
    for (const [member, fill] of parsed) data[member] = fill(values);
    return;
  }
  const before = new Set(Object.keys(data));
  check();
  if (shape === undefined) return;
  const places = new Map(Object.entries(valuesOf(data)).map(([name, value]) => [value, name]));
  if (known.size >= most) known.clear();
  const added = Object.entries(data).filter(([name]) => !before.has(name));
  known.set(
    shape,
    added.map(([name, node]) => [name, fillOf(node, places)] as const),
  );
};
