import type { Bench, ContractCase } from './contract-case.ts';

const item = { sk: 'a', quantity: 5, label: 'Ana', tags: ['x', 'y'], box: { deep: 1 }, nil: null };
const refused = 'ConditionalCheckFailedException';

/** Condition → what a put under it ends with. */
const tried = async (at: Bench, conditions: Record<string, Record<string, unknown>>): Promise<unknown> => {
  await at.put(item);
  const seen: Record<string, unknown> = {};
  for (const [ConditionExpression, values] of Object.entries(conditions)) {
    const more = Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {};
    const outcome = await at.put(item, { ConditionExpression, ...more });
    seen[ConditionExpression] = outcome['error'] ?? 'holds';
  }
  return seen;
};

export const conditionCases: ContractCase[] = [
  {
    name: 'a comparison with a missing attribute is false, except for <>',
    observe: (at) =>
      tried(at, {
        'gone = :v': { ':v': 1 },
        'gone <> :v': { ':v': 1 },
        'gone < :v': { ':v': 1 },
        'gone > :v': { ':v': 1 },
        'NOT gone < :v': { ':v': 1 },
        'gone BETWEEN :v AND :w': { ':v': 1, ':w': 2 },
        'gone IN (:v)': { ':v': 1 },
        'begins_with(gone, :v)': { ':v': 'a' },
        'contains(gone, :v)': { ':v': 'a' },
        'size(gone) > :v': { ':v': 0 },
        'box.gone = :v': { ':v': 1 },
        'attribute_exists(gone)': {},
        'attribute_not_exists(gone)': {},
        'attribute_not_exists(box.gone)': {},
        'attribute_not_exists(gone) OR gone < :v': { ':v': 1 },
      }),
    expected: {
      'gone = :v': refused,
      'gone <> :v': 'holds',
      'gone < :v': refused,
      'gone > :v': refused,
      'NOT gone < :v': 'holds',
      'gone BETWEEN :v AND :w': refused,
      'gone IN (:v)': refused,
      'begins_with(gone, :v)': refused,
      'contains(gone, :v)': refused,
      'size(gone) > :v': refused,
      'box.gone = :v': refused,
      'attribute_exists(gone)': refused,
      'attribute_not_exists(gone)': 'holds',
      'attribute_not_exists(box.gone)': 'holds',
      'attribute_not_exists(gone) OR gone < :v': 'holds',
    },
  },
  {
    name: 'conditions on attributes that are there',
    observe: (at) =>
      tried(at, {
        'quantity = :v': { ':v': 5 },
        'quantity >= :v AND NOT quantity > :v': { ':v': 5 },
        'quantity BETWEEN :v AND :w': { ':v': 5, ':w': 9 },
        'quantity IN (:v, :w)': { ':v': 1, ':w': 5 },
        'quantity < :v OR label = :w': { ':v': 1, ':w': 'Ana' },
        'begins_with(label, :v)': { ':v': 'A' },
        'contains(tags, :v)': { ':v': 'y' },
        'contains(label, :v)': { ':v': 'na' },
        'size(tags) = :v': { ':v': 2 },
        'attribute_type(tags, :v)': { ':v': 'L' },
        'box.deep = :v': { ':v': 1 },
        'tags[1] = :v': { ':v': 'y' },
        'attribute_exists(nil)': {},
        'quantity = :v AND (label = :w OR attribute_exists(gone))': { ':v': 5, ':w': 'no' },
      }),
    expected: {
      'quantity = :v': 'holds',
      'quantity >= :v AND NOT quantity > :v': 'holds',
      'quantity BETWEEN :v AND :w': 'holds',
      'quantity IN (:v, :w)': 'holds',
      'quantity < :v OR label = :w': 'holds',
      'begins_with(label, :v)': 'holds',
      'contains(tags, :v)': 'holds',
      'contains(label, :v)': 'holds',
      'size(tags) = :v': 'holds',
      'attribute_type(tags, :v)': 'holds',
      'box.deep = :v': 'holds',
      'tags[1] = :v': 'holds',
      'attribute_exists(nil)': 'holds',
      'quantity = :v AND (label = :w OR attribute_exists(gone))': refused,
    },
  },
  {
    name: 'lists and maps are equal by what is in them',
    observe: (at) =>
      tried(at, {
        'tags = :v': { ':v': ['x', 'y'] },
        'tags = :v OR tags = :w': { ':v': ['x'], ':w': ['y', 'x'] },
        'box = :v': { ':v': { deep: 1 } },
        'box <> :v': { ':v': { deep: 1 } },
      }),
    expected: {
      'tags = :v': 'holds',
      'tags = :v OR tags = :w': refused,
      'box = :v': 'holds',
      'box <> :v': refused,
    },
  },
  {
    name: 'values of different types are never equal, and never in order',
    observe: (at) =>
      tried(at, {
        'quantity = :v': { ':v': '5' },
        'quantity <> :v': { ':v': '5' },
        'quantity < :v': { ':v': '9' },
        'label > :v': { ':v': 1 },
      }),
    expected: {
      'quantity = :v': refused,
      'quantity <> :v': 'holds',
      'quantity < :v': refused,
      'label > :v': refused,
    },
  },
  {
    name: 'a condition that cannot be read is refused before anything is looked at',
    observe: (at) =>
      tried(at, {
        'quantity = ': {},
        'quantity = :missing': { ':v': 1 },
        'quantity = #missing': {},
        'nonsense(quantity)': {},
        '': {},
      }),
    expected: {
      'quantity = ': 'ValidationException',
      'quantity = :missing': 'ValidationException',
      'quantity = #missing': 'ValidationException',
      'nonsense(quantity)': 'ValidationException',
      '': 'ValidationException',
    },
  },
];
