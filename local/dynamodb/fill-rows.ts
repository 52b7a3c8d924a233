import type { AttributeMap } from './attribute-map.ts';
import type { Level, LevelOperation } from './level.ts';
import { endOf, rowKeys } from './row-keys.ts';

const chunk = 1000;

/**
 * Makes rows anew that follow from a table's items (an index, the expiries): removes what is under the prefix, then
 * writes what `rowsOf` says of every item. Broken off, it is simply done again.
 */
export const fillRows = async (
  level: Level,
  table: string,
  prefix: string,
  rowsOf: (item: AttributeMap, key: string) => LevelOperation[],
): Promise<void> => {
  await level.clear({ gte: prefix, lt: endOf(prefix) });
  const items = rowKeys.items(table);
  let from: { gte: string } | { gt: string } = { gte: items };
  for (;;) {
    const rows = await level.iterator({ ...from, lt: endOf(items), limit: chunk }).all();
    const last = rows.at(-1);
    if (last === undefined) return;
    await level.batch(rows.flatMap(([row, text]) => rowsOf(JSON.parse(text), row.slice(items.length))));
    from = { gt: last[0] };
  }
};
