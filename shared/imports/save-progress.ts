import type { Call } from '../call.ts';
import { keys } from '../table/table-map.ts';
import { Work } from '../table/work.ts';
import type { ImportCounts, ImportedRow, StoredImport } from './import.ts';
import { importFacts, importRow, importSubject } from './import-store.ts';

const save = async (work: Work, before: StoredImport, next: StoredImport, call: Call): Promise<StoredImport> => {
  work.put(importRow(next, call.at), { version: before.version });
  await work.commit();
  return next;
};

/** Notes how many rows the file has, before the first is carried out. */
export const noteTotal = (state: StoredImport, totalRows: number, call: Call): Promise<StoredImport> =>
  save(new Work(call), state, { ...state, totalRows, version: state.version + 1 }, call);

/** Refuses the whole file. */
export const refuseImport = async (
  state: StoredImport,
  refusal: { code: string; detail: string },
  call: Call,
): Promise<void> => {
  const next = { ...state, status: 'refused' as const, refusal, finishedAt: call.at, version: state.version + 1 };
  const work = new Work(call);
  work.raise(importSubject(next), 'import.refused', { ...importFacts(next), code: refusal.code });
  await save(work, state, next, call);
};

const countsAfter = (counts: ImportCounts, rows: readonly ImportedRow[], position: number): ImportCounts => {
  const of = (result: ImportedRow['result']): number => rows.filter((row) => row.result === result).length;
  return {
    rows: position,
    created: counts.created + of('created'),
    updated: counts.updated + of('updated'),
    unchanged: counts.unchanged + of('unchanged'),
    refused: counts.refused + of('refused'),
  };
};

export interface Progress {
  state: StoredImport;
  /** What became of the rows of this step. */
  rows: readonly ImportedRow[];
  /** The last row of this step. */
  position: number;
  /** This run ends here: the event makes the next one begin. */
  handOver: boolean;
  call: Call;
}

/**
 * Reports a step: what became of its rows, and how far the import is, in one transaction. `ChangedMeanwhile` when
 * another run reported it first.
 */
export const saveProgress = async ({ state, rows, position, handOver, call }: Progress): Promise<StoredImport> => {
  const isDone = position === state.totalRows;
  const next: StoredImport = {
    ...state,
    position,
    counts: countsAfter(state.counts, rows, position),
    version: state.version + 1,
    ...(isDone && { status: 'done', finishedAt: call.at }),
  };
  const work = new Work(call);
  const refused = rows.filter((row) => row.result === 'refused');
  work.put({ ...keys.importRows(state.id, 'all', position), rows }, 'any');
  if (refused.length > 0) work.put({ ...keys.importRows(state.id, 'refused', position), rows: refused }, 'any');
  if (isDone) work.raise(importSubject(next), 'import.completed', importFacts(next));
  else if (handOver) work.raise(importSubject(next), 'import.progressed', importFacts(next));
  return save(work, state, next, call);
};
