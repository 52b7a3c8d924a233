import type { Answer } from './dynalite-types.ts';
import type { Usage } from './item-writes.ts';

type Wanted = 'TOTAL' | 'INDEXES' | 'NONE' | undefined;
type Kind = 'ReadCapacityUnits' | 'WriteCapacityUnits' | undefined;

const indexSum = (usage: Usage): number => Object.values(usage.indexUnits).reduce((sum, units) => sum + units, 0);

/** All capacity units of some usages, the indexes' included. */
export const totalUnits = (usages: readonly Usage[]): number =>
  usages.reduce((sum, usage) => sum + usage.units + indexSum(usage), 0);

/** Twice as much: what a transaction uses. */
export const doubled = (usage: Usage): Usage => ({
  ...usage,
  units: usage.units * 2,
  indexUnits: Object.fromEntries(Object.entries(usage.indexUnits).map(([index, units]) => [index, units * 2])),
});

const perTable = (usages: readonly Usage[]): Usage[] => {
  const sums = new Map<string, Usage>();
  for (const { table, units, indexUnits } of usages) {
    const sum = sums.get(table) ?? { table, units: 0, indexUnits: {} };
    sum.units += units;
    for (const [index, more] of Object.entries(indexUnits)) sum.indexUnits[index] = (sum.indexUnits[index] ?? 0) + more;
    sums.set(table, sum);
  }
  return [...sums.values()];
};

/**
 * ConsumedCapacity as an answer carries it, one entry per table; undefined when it was not asked for. `kind`: in
 * transactions the units are named after what they are as well.
 */
export const consumedCapacity = (wanted: Wanted, usages: readonly Usage[], kind?: Kind): Answer[] | undefined => {
  if (wanted !== 'TOTAL' && wanted !== 'INDEXES') return undefined;
  const units = (value: number): Answer => ({ CapacityUnits: value, ...(kind && { [kind]: value }) });
  return perTable(usages).map((usage) => {
    const total = { TableName: usage.table, ...units(usage.units + indexSum(usage)) };
    if (wanted === 'TOTAL') return total;
    const indexes = Object.entries(usage.indexUnits).map(([index, value]) => [index, units(value)]);
    return {
      ...total,
      Table: units(usage.units),
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: Object.fromEntries(indexes) }),
    };
  });
};
