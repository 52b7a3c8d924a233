import type { AttributeValue } from './attribute-map.ts';
import type { CheckedInput, Expression, ExpressionPath, UpdateSection } from './dynalite-types.ts';

const isPath = (arg: unknown): arg is ExpressionPath => Array.isArray(arg);

const isCollection = (arg: unknown): arg is AttributeValue =>
  typeof arg === 'object' && arg !== null && ('L' in arg || 'M' in arg);

const and = (first: Expression, rest: readonly Expression[]): Expression =>
  rest.reduce((all, next) => ({ type: 'and', args: [all, next] }), first);

const call = (name: string, ...args: unknown[]): Expression => ({ type: 'function', name, args });

/** `path = value` as conditions on each member, so that no list or map is compared as a whole. */
const equals = (path: ExpressionPath, value: AttributeValue): Expression => {
  const { L: list, M: map } = value;
  const members = list ? [...list.entries()] : map ? Object.entries(map) : undefined;
  if (members === undefined) return { type: '=', args: [path, value] };
  const isOfType = call('attribute_type', path, { S: list ? 'L' : 'M' });
  const hasSize: Expression = { type: '=', args: [call('size', path), { N: String(members.length) }] };
  return and(isOfType, [hasSize, ...members.map(([key, member]) => equals([...path, key], member))]);
};

const mendComparison = (expression: Expression): Expression => {
  const [left, right] = expression.args;
  const path = isPath(left) ? left : isPath(right) ? right : undefined;
  const value = isCollection(left) ? left : isCollection(right) ? right : undefined;
  if (path === undefined || value === undefined) return expression;
  const equal = equals(path, value);
  return expression.type === '=' ? equal : { type: 'not', args: [equal] };
};

const isExpression = (arg: unknown): arg is Expression => typeof arg === 'object' && arg !== null && 'type' in arg;

const mend = (expression: Expression): Expression => {
  const { type, args } = expression;
  if (type === '=' || type === '<>') return mendComparison(expression);
  if (type !== 'and' && type !== 'or' && type !== 'not') return expression;
  return { ...expression, args: args.map((arg) => (isExpression(arg) ? mend(arg) : arg)) };
};

const position = ({ path }: UpdateSection): number => {
  const last = path.at(-1);
  return typeof last === 'number' ? last : -1;
};

/** Removals last, the highest list position first: positions then mean what they meant before the update. */
const inOrder = (sections: readonly UpdateSection[]): UpdateSection[] => [
  ...sections.filter(({ type }) => type !== 'remove'),
  ...sections.filter(({ type }) => type === 'remove').sort((one, other) => position(other) - position(one)),
];

/**
 * Puts the parsed expressions of an input so that dynalite carries them out as DynamoDB does: it compares lists and maps
 * by identity, and takes list elements out one after the other.
 */
export const mendExpressions = (data: CheckedInput): void => {
  const { _condition: condition, _filter: filter, _updates: updates } = data;
  if (condition) condition.expression = mend(condition.expression);
  if (filter) filter.expression = mend(filter.expression);
  if (updates) updates.sections = inOrder(updates.sections);
};
