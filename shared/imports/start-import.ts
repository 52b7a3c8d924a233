import type { Call } from '../call.ts';
import { readNames, UnreadableCsv } from '../csv/read-csv.ts';
import type { DocumentName } from '../documents/document-folders.ts';
import { findDocument, keepDocument } from '../documents/document-store.ts';
import { Forbidden } from '../errors.ts';
import { badField } from '../http/problem.ts';
import { newId } from '../ids.ts';
import { Work } from '../table/work.ts';
import { requireUpload } from '../uploads/read-upload.ts';
import { uploadName } from '../uploads/upload.ts';
import type { Import, ImportKind, StoredImport } from './import.ts';
import { countRows } from './count-rows.ts';
import { checkNames, defaultKey } from './import-columns.ts';
import { importFacts, importRow, importSubject, presentImport } from './import-store.ts';

export interface ImportRequest {
  kind: ImportKind;
  /** The column that makes a row recognisable; for products `sku` unless said. */
  key?: string;
  /** The file itself, or the upload it came by. */
  file: { bytes: Uint8Array } | { uploadId: string };
  /** Whether the caller may set prices of orders. */
  mayOverride: boolean;
}

type Source = Extract<DocumentName, `imports/${string}` | `uploads/${string}`>;

/** The file as it lies in the bucket, and its beginning. */
const sourceOf = async (
  file: ImportRequest['file'],
  id: string,
  call: Call,
): Promise<{ source: Source; bytes: Uint8Array }> => {
  if ('bytes' in file) {
    const source = `imports/${id}.csv` as const;
    return { source, bytes: file.bytes };
  }
  await requireUpload(file.uploadId, call);
  const source = uploadName(file.uploadId);
  return { source, bytes: (await findDocument(source)) ?? new Uint8Array() };
};

/** The line of names; of a file that came with the request, whether the rest of it is CSV too. */
const namesIn = async (bytes: Uint8Array, isWhole: boolean): Promise<string[]> => {
  try {
    if (isWhole) await countRows(bytes);
    return await readNames(bytes);
  } catch (error) {
    if (error instanceof UnreadableCsv) throw badField('', error.code, `The file is not CSV: ${error.message}`);
    throw error;
  }
};

/**
 * Begins to import a CSV file: checks its line of names (400 with every column that is wrong), keeps it, and leaves
 * the rows to work in the background. 422 `unknown_upload`, 409 `upload_incomplete`.
 */
export const startImport = async ({ kind, key, file, mayOverride }: ImportRequest, call: Call): Promise<Import> => {
  if (call.customerId !== undefined) throw new Forbidden('bound_to_customer', 'Imports are for staff.');
  const column = key ?? defaultKey[kind];
  if (column === undefined) {
    throw badField('key', 'required', 'Name the column that makes a row recognisable: ?key=<column>.');
  }
  const id = newId('imp');
  const { source, bytes } = await sourceOf(file, id, call);
  checkNames(kind, await namesIn(bytes, 'bytes' in file), column);
  if ('bytes' in file) await keepDocument(source, bytes, 'text/csv');
  const state: StoredImport = {
    id,
    kind,
    status: 'processing',
    key: column,
    totalRows: null,
    counts: { rows: 0, created: 0, updated: 0, unchanged: 0, refused: 0 },
    startedAt: call.at,
    source,
    position: 0,
    client: call.actor,
    mayOverride,
    correlationId: call.correlationId,
    version: 1,
    sequence: 0,
  };
  const work = new Work(call);
  work.raise(importSubject(state), 'import.started', importFacts(state));
  work.put(importRow(state, call.at), 'new');
  const answer = presentImport(state);
  work.answer(202, answer);
  await work.commit();
  return answer;
};
