import * as z from 'zod';

/** Whether an event (the whole envelope) matches. */
export type Matcher = (event: unknown) => boolean;

type Values = readonly unknown[];
type Rule = (values: Values, present: boolean) => boolean;

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Texts = z.union([z.string(), z.array(z.string()).nonempty()]).transform((one) => [one].flat());
const Scalars = z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()])).nonempty()]);

const unsupported = (path: string, what: string): Error =>
  new Error(`Event pattern: "${what}" at ${path || 'the top'} is not supported here.`);

const anyText =
  (test: (text: string) => boolean): Rule =>
  (values) =>
    values.some((value) => typeof value === 'string' && test(value));

const comparisons: Record<string, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** ["=", 5] or [">", 0, "<=", 5]. */
const numeric = (operand: unknown, path: string): Rule => {
  const parts = z.array(z.union([z.string(), z.number()])).parse(operand);
  if (parts.length !== 2 && parts.length !== 4) throw unsupported(path, `numeric ${JSON.stringify(operand)}`);
  const tests: ((value: number) => boolean)[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const compare = comparisons[String(parts[at])];
    const bound = parts[at + 1];
    if (!compare || typeof bound !== 'number') throw unsupported(path, `numeric ${JSON.stringify(operand)}`);
    tests.push((value) => compare(value, bound));
  }
  return (values) => values.some((value) => typeof value === 'number' && tests.every((test) => test(value)));
};

/** Scalars, a list of them, or { prefix } / { suffix }. The field must be there, and no value of it may be named. */
const anythingBut = (operand: unknown, path: string): Rule => {
  if (operand !== null && typeof operand === 'object' && !Array.isArray(operand)) {
    const [[operator, given] = ['', undefined], ...others] = Object.entries(operand);
    if (others.length > 0 || (operator !== 'prefix' && operator !== 'suffix')) {
      throw unsupported(path, `anything-but ${operator}`);
    }
    const inner = textOperators[operator];
    const named = inner?.(Texts.parse(given));
    return (values, present) => present && values.every((value) => named?.([value], true) === false);
  }
  const refused: unknown[] = [Scalars.parse(operand)].flat();
  return (values, present) => present && values.length > 0 && values.every((value) => !refused.includes(value));
};

const textOperators: Record<string, (texts: string[]) => Rule> = {
  prefix: (texts) => anyText((value) => texts.some((text) => value.startsWith(text))),
  suffix: (texts) => anyText((value) => texts.some((text) => value.endsWith(text))),
};

const exists = (operand: unknown): Rule => {
  const expected = z.boolean().parse(operand);
  return (_values, present) => present === expected;
};

const operatorRule = (operator: string, operand: unknown, path: string): Rule => {
  const text = textOperators[operator];
  if (text) return text([z.string().parse(operand)]);
  if (operator === 'numeric') return numeric(operand, path);
  if (operator === 'anything-but') return anythingBut(operand, path);
  if (operator === 'exists') return exists(operand);
  throw unsupported(path, operator);
};

const ruleOf = (candidate: unknown, path: string): Rule => {
  const scalar = Scalar.safeParse(candidate);
  if (scalar.success) return (values) => values.includes(scalar.data);
  const [[operator, operand] = ['', undefined], ...others] = Object.entries(
    z.record(z.string(), z.unknown()).parse(candidate),
  );
  if (others.length > 0) throw unsupported(path, 'several operators in one object');
  return operatorRule(operator, operand, path);
};

/** A field of the event; an array of objects is looked through, so that one of its elements may match. */
const read = (event: unknown, name: string): unknown[] => {
  if (Array.isArray(event)) return event.flatMap((one) => read(one, name));
  if (event === null || typeof event !== 'object' || !(name in event)) return [];
  return [Object.entries(event).find(([key]) => key === name)?.[1]];
};

/** Only leaves exist: a field whose value is an object does not, as AWS documents for `exists`. */
const isLeaf = (value: unknown): boolean => value === null || typeof value !== 'object' || Array.isArray(value);

const leafMatcher = (name: string, candidates: readonly unknown[], path: string): Matcher => {
  if (candidates.length === 0) throw new Error(`Event pattern: ${path} has an empty list.`);
  const rules = candidates.map((candidate) => ruleOf(candidate, path));
  return (event) => {
    const found = read(event, name).filter(isLeaf);
    const values = found.flat();
    return rules.some((rule) => rule(values, found.length > 0));
  };
};

const either = (alternatives: unknown, path: string): Matcher => {
  const matchers = z
    .array(z.unknown())
    .min(2)
    .parse(alternatives)
    .map((one) => fieldsMatcher(one, path));
  return (event) => matchers.some((matches) => matches(event));
};

const fieldsMatcher = (pattern: unknown, path: string): Matcher => {
  const fields = Object.entries(z.record(z.string(), z.unknown()).parse(pattern));
  if (fields.length === 0) throw new Error(`Event pattern: ${path || 'the pattern'} is empty.`);
  const matchers = fields.map(([name, value]): Matcher => {
    const here = path === '' ? name : `${path}.${name}`;
    if (name === '$or') return either(value, path);
    if (Array.isArray(value)) return leafMatcher(name, value, here);
    if (value === null || typeof value !== 'object') {
      throw new Error(`Event pattern: ${here} must be a list of values or an object.`);
    }
    const inside = fieldsMatcher(value, here);
    return (event) => {
      const found = read(event, name);
      return found.length === 0 ? inside({}) : found.some((one) => inside(one));
    };
  });
  return (event) => matchers.every((matches) => matches(event));
};

/**
 * An EventBridge event pattern as a function: exact values, prefix, suffix, anything-but, numeric, exists, $or. Throws
 * at once when the pattern uses another operator, so that a rule never silently matches less here than on AWS.
 */
export const eventPattern = (pattern: unknown): Matcher => fieldsMatcher(pattern, '');
