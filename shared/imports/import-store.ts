import { NotFound } from '../errors.ts';
import type { Subject } from '../events/event.ts';
import { idPattern } from '../ids.ts';
import { indexed, keys } from '../table/table-map.ts';
import { getRow, type Row } from '../table/table.ts';
import { Import, StoredImport } from './import.ts';

const pattern = idPattern('imp');

/** After this long (ms) without progress the hourly sweep takes an import for interrupted. */
const patienceMs = 15 * 60_000;

/** The import. 404 `import_not_found`. */
export const loadImport = async (id: string): Promise<StoredImport> => {
  const row = pattern.test(id) ? await getRow(keys.import(id)) : undefined;
  if (!row) throw new NotFound('import_not_found', 'There is no such import.');
  return StoredImport.parse(row);
};

/** The item of an import; while it is not finished, the sweep finds it. `at`: the instant of the change. */
export const importRow = (state: StoredImport, at: string): Row => ({
  ...keys.import(state.id),
  ...indexed.list(`import#${state.kind}`, state.id),
  ...(state.status === 'processing' &&
    indexed.due('unfinished', new Date(Date.parse(at) + patienceMs).toISOString(), state.id)),
  ...state,
});

export const importSubject = (state: StoredImport): Subject => ({
  pk: keys.import(state.id).pk,
  id: state.id,
  counter: state,
});

/** What every event of an import says. */
export const importFacts = ({ id, kind, counts }: StoredImport) => ({ importId: id, kind, ...counts });

export const presentImport = (state: StoredImport): Import => Import.parse(state);
