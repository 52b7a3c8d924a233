import type { Cobro } from './cobro.ts';

/** Every item of the table, as it lies there. */
export const allItems = async (cobro: Cobro): Promise<any[]> => {
  const items: any[] = [];
  let from: Record<string, unknown> = {};
  for (;;) {
    const page: any = await cobro.embedded.engine.call('Scan', { TableName: 'cobro-acme', ...from });
    items.push(...page.Items);
    if (page.LastEvaluatedKey === undefined) return items;
    from = { ExclusiveStartKey: page.LastEvaluatedKey };
  }
};

/** The versions that audit entries tell of, by the id of the thing. */
const versionsTold = (items: any[]): Map<string, Set<number>> => {
  const told = new Map<string, Set<number>>();
  for (const item of items.filter(({ sk }) => sk.S.startsWith('event#'))) {
    const own = { M: { id: item.subject, versionAfter: item.versionAfter } };
    for (const { M: change } of [own, ...(item.alsoChanged?.L ?? [])]) {
      if (change.versionAfter.N === undefined) continue;
      told.set(change.id.S, (told.get(change.id.S) ?? new Set()).add(Number(change.versionAfter.N)));
    }
  }
  return told;
};

/** Versions of things that no entry of the audit trail tells of, such as `order#ord_... 8`. */
export const auditGaps = async (cobro: Cobro): Promise<string[]> => {
  const items = await allItems(cobro);
  const told = versionsTold(items);
  return items.flatMap((item) => {
    const [noun, thing] = item.pk.S.split('#');
    if (item.version?.N === undefined || noun === 'mail' || item.sk.S.startsWith('event#')) return [];
    // Chunks of lines change with their order.
    if (item.sk.S.startsWith('order#lines')) return [];
    const id = thing === undefined ? item.sk.S : item.sk.S === noun ? thing : `${thing}/${item.sk.S}`;
    const versions = Array.from({ length: Number(item.version.N) }, (_, at) => at + 1);
    return versions
      .filter((version) => !told.get(id)?.has(version))
      .map((version) => `${item.pk.S} ${item.sk.S} ${version}`);
  });
};
