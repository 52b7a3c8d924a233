import * as z from 'zod';
import { readCursor, writeCursor } from '../http/cursor.ts';
import type { Page } from '../http/list.ts';
import { keys } from '../table/table-map.ts';
import { queryRows } from '../table/table.ts';
import { ImportedRow } from './import.ts';

const Step = z.object({ rows: z.array(ImportedRow) });

/** What became of the rows of an import, in the order of the file; all of them, or those refused. */
export const importedRows = async (
  importId: string,
  { limit, cursor, result }: { limit: number; cursor?: string; result?: 'refused' },
): Promise<Page<ImportedRow>> => {
  const part = result ?? 'all';
  const question = `import ${importId} ${part}`;
  const position = Number((await readCursor(cursor, question)) ?? 0);
  const { pk, sk } = keys.importRows(importId, part, position);
  const prefix = `rows#${part}#`;
  const items: ImportedRow[] = [];
  // A step is named by its last row: the first step after the position is the one the position lies in.
  for (let after = sk; items.length <= limit;) {
    const page = await queryRows({ pk, prefix, after, limit: 5 });
    const steps = page.rows.map((row) => ({ sk: String(row['sk']), ...Step.parse(row) }));
    items.push(...steps.flatMap(({ rows }) => rows).filter(({ row }) => row > position));
    const last = steps.at(-1);
    if (!last || !page.next) break;
    after = last.sk;
  }
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  const more = items.length > limit && last !== undefined;
  return { items: shown, nextCursor: more ? await writeCursor(String(last.row), question) : null };
};
