import * as z from 'zod';
import type { Call } from '../call.ts';
import { loadImport } from '../imports/import-store.ts';
import { originOf } from '../imports/once.ts';
import { Work } from '../table/work.ts';
import { indexKeys, keys } from '../table/table-map.ts';
import { putRow, queryRows, type Row } from '../table/table.ts';
import { type Mask, maskAll } from './pseudonyms.ts';

const ReportedRow = z.looseObject({ key: z.string(), id: z.string().nullable() });
const Reported = z.looseObject({ pk: z.string(), sk: z.string(), rows: z.array(ReportedRow) });
type Reported = z.infer<typeof Reported>;

/** Every row of a partition or index, page after page. */
const everyRow = async function* (query: Parameters<typeof queryRows>[0]): AsyncGenerator<Row> {
  let page = await queryRows(query);
  for (;;) {
    yield* page.rows;
    if (!page.next) return;
    page = await queryRows({ ...query, startKey: page.next });
  }
};

/** The key under which the customer was imported stands for good; one that names the person goes. */
const forgetOrigin = async (
  { customerId, column, mask }: { customerId: string; column: string; mask: Mask },
  step: Reported,
  call: Call,
): Promise<void> => {
  const work = new Work(call);
  const named = step.rows.filter(({ id, key }) => id === customerId && mask(key) !== key);
  for (const key of new Set(named.map((row) => row.key))) {
    const { client } = originOf('customers', column, key, '');
    work.delete(keys.repeat(client, key));
  }
  await work.commit();
};

/** What imports report of their rows names people where the key is an address or a refusal quotes a cell. */
export const eraseImportedRows = async (customerId: string, mask: Mask, call: Call): Promise<void> => {
  for (const kind of ['customers', 'orders']) {
    for await (const found of everyRow({ index: 'list', pk: `import#${kind}` })) {
      const state = await loadImport(String(found[indexKeys('list').sk]));
      for await (const row of everyRow({ pk: keys.import(state.id).pk, prefix: 'rows#' })) {
        const before = Reported.parse(row);
        if (kind === 'customers') await forgetOrigin({ customerId, column: state.key, mask }, before, call);
        const rows = maskAll(before.rows, mask);
        if (JSON.stringify(rows) !== JSON.stringify(before.rows)) await putRow({ ...before, rows });
      }
    }
  }
};
