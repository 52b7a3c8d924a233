import { type Condition, type PatternPart, readEventPattern } from '../../infra/event-pattern.ts';

/** Whether an event (the whole envelope) matches. */
export type Matcher = (event: unknown) => boolean;

type Scalar = string | number | boolean | null;
/** Whether one value of a field fits. */
type Test = (value: Scalar) => boolean;

const compare = {
  '=': (a: number, b: number) => a === b,
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
};

const textTest =
  (test: (text: string) => boolean): Test =>
  (value) =>
    typeof value === 'string' && test(value);

const numericTest = (numeric: Extract<Condition, { numeric: unknown }>['numeric']): Test => {
  const holds = (value: number): boolean =>
    numeric.length === 2
      ? compare[numeric[0]](value, numeric[1])
      : compare[numeric[0]](value, numeric[1]) && compare[numeric[2]](value, numeric[3]);
  return (value) => typeof value === 'number' && holds(value);
};

type Operator = Exclude<Condition, Scalar | { exists: boolean }>;

const operatorTest = (condition: Operator): Test => {
  if ('prefix' in condition) return textTest((text) => text.startsWith(condition.prefix));
  if ('suffix' in condition) return textTest((text) => text.endsWith(condition.suffix));
  if ('numeric' in condition) return numericTest(condition.numeric);
  const refused = condition['anything-but'];
  if (typeof refused === 'object' && !Array.isArray(refused)) {
    const named = operatorTest(refused);
    return (value) => !named(value);
  }
  const list: readonly unknown[] = [refused].flat();
  return (value) => !list.includes(value);
};

const conditionTest = (condition: Condition): ((values: readonly Scalar[]) => boolean) => {
  if (condition === null || typeof condition !== 'object') return (values) => values.includes(condition);
  if ('exists' in condition) return (values) => values.length > 0 === condition.exists;
  const test = operatorTest(condition);
  return (values) => values.some(test);
};

const isScalar = (value: unknown): value is Scalar => value === null || typeof value !== 'object';

/** A list stands for each of its elements, however deep, as if they were all the value of the field. */
const flat = (value: unknown): unknown[] => (Array.isArray(value) ? value.flatMap(flat) : [value]);

/** What the event has under a name: leaves, objects. */
const read = (event: unknown, name: string): unknown[] =>
  event !== null && typeof event === 'object' && Object.hasOwn(event, name)
    ? flat(Object.entries(event).find(([key]) => key === name)?.[1])
    : [];

const matcherOf = (part: PatternPart): Matcher => {
  if ('either' in part) {
    const matchers = part.either.map(allOf);
    return (event) => matchers.some((matches) => matches(event));
  }
  const { field } = part;
  if ('conditions' in part) {
    const tests = part.conditions.map(conditionTest);
    return (event) => {
      // Only leaves count: a field that holds an object does not "exist", as AWS documents.
      const values = read(event, field).filter(isScalar);
      return tests.some((test) => test(values));
    };
  }
  const inside = allOf(part.inside);
  return (event) => {
    const found = read(event, field);
    // In a list of objects it must be one and the same object that has everything asked for.
    return found.length === 0 ? inside({}) : found.some(inside);
  };
};

const allOf = (parts: readonly PatternPart[]): Matcher => {
  const matchers = parts.map(matcherOf);
  return (event) => matchers.every((matches) => matches(event));
};

/**
 * An EventBridge event pattern as a function; the matcher is ours, since no library does these operators as AWS documents
 * them. Throws at once when the pattern uses another operator, so that a rule never matches less here than on AWS.
 */
export const eventPattern = (pattern: unknown): Matcher => allOf(readEventPattern(pattern));
