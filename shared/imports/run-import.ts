import type { Call } from '../call.ts';
import { machineMs } from '../clock.ts';
import { readCsv, UnreadableCsv } from '../csv/read-csv.ts';
import { findDocument } from '../documents/document-store.ts';
import { CobroError, ProviderFailed } from '../errors.ts';
import { ChangedMeanwhile } from '../table/work.ts';
import { countRows } from './count-rows.ts';
import type { ImportedRow, ImportKind, StoredImport } from './import.ts';
import { importCustomer } from './import-customer.ts';
import { importOrder } from './import-order.ts';
import { importProduct } from './import-product.ts';
import { loadImport } from './import-store.ts';
import { type Importing, type Outcome, type Unit, unitsOf } from './import-unit.ts';
import { noteTotal, refuseImport, saveProgress } from './save-progress.ts';

/** Rows or orders carried out and reported in one step: what a crash makes the next run look at again. */
const unitsPerStep = 50;
/** A run hands over to the next one after this long (ms) or so many rows: well within a function's time. */
const runMs = 60_000;
const rowsPerRun = 1000;
/** So many are carried out side by side; those of one customer or one key stay in the order of the file. */
const lanes = 8;

const importOne: Record<ImportKind, (unit: Unit, importing: Importing) => Promise<Outcome>> = {
  products: importProduct,
  customers: importCustomer,
  orders: importOrder,
};

const refusalOf = (code: string, detail: string): Outcome => ({ result: 'refused', id: null, code, detail });

/** Carries one unit out. What the input is to blame for is a refusal of it; what a service is to blame for is thrown. */
const outcomeOf = async (unit: Unit, importing: Importing): Promise<Outcome> => {
  if (unit.tooLong) return refusalOf('too_many_cells', 'The row has more cells than the line of names.');
  if (unit.key === '') return refusalOf('key_missing', `The column "${importing.state.key}" is empty.`);
  if (unit.key.length > 200) return refusalOf('key_too_long', 'A key has at most 200 characters.');
  try {
    return await importOne[importing.state.kind](unit, importing);
  } catch (error) {
    if (!(error instanceof CobroError) || error instanceof ProviderFailed) throw error;
    const errors = error.findings.length > 0 ? { errors: error.findings.slice(0, 20) } : {};
    return { ...refusalOf(error.code, error.message), ...errors };
  }
};

/** What must not overtake each other: orders of one customer, rows of one key. */
const laneOf = (unit: Unit, { state, names }: Importing): string => {
  if (state.kind !== 'orders') return unit.key;
  const customer = names.find((name) => name === 'customerId' || name.startsWith('customer.'));
  return customer === undefined ? '' : unit.text(customer);
};

const carryOut = async (units: readonly Unit[], importing: Importing): Promise<ImportedRow[]> => {
  const waiting = [...Map.groupBy(units, (unit) => laneOf(unit, importing)).values()];
  const rows: ImportedRow[] = [];
  const work = async (): Promise<void> => {
    for (let lane = waiting.shift(); lane; lane = waiting.shift()) {
      for (const unit of lane) {
        rows.push({ row: unit.row, key: unit.key, ...(await outcomeOf(unit, importing)) });
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return rows.toSorted((a, b) => a.row - b.row);
};

const stepsOf = async function* (units: AsyncIterable<Unit>): AsyncGenerator<Unit[]> {
  let step: Unit[] = [];
  for await (const unit of units) {
    step.push(unit);
    if (step.length < unitsPerStep) continue;
    yield step;
    step = [];
  }
  if (step.length > 0) yield step;
};

/** Step after step until the file ends or this run has done its share. */
const runSteps = async (first: StoredImport, bytes: Uint8Array, call: Call): Promise<void> => {
  const startedMs = machineMs();
  const lines = readCsv(bytes);
  const names = (await lines.next()).value?.cells ?? [];
  let state = first;
  const importing = { state, names, causationId: call.causationId };
  for await (const units of stepsOf(unitsOf(lines, importing))) {
    const rows = await carryOut(units, { ...importing, state });
    const position = units.reduce((last, unit) => Math.max(last, unit.row + unit.size - 1), state.position);
    const enough = machineMs() - startedMs > runMs || position - first.position >= rowsPerRun;
    state = await saveProgress({ state, rows, position, handOver: enough, call });
    if (enough) return;
  }
};

/**
 * Goes on with an import: carries rows out, reports each, and hands over to the next run. Whatever is repeated (a
 * delivery, a run after a crash, two runs at once) makes nothing twice and reports the same.
 */
export const runImport = async (importId: string, call: Call): Promise<void> => {
  const loaded = await loadImport(importId);
  if (loaded.status !== 'processing') return;
  const bytes = await findDocument(loaded.source);
  try {
    if (!bytes) {
      await refuseImport(loaded, { code: 'file_missing', detail: 'The file is no longer there.' }, call);
      return;
    }
    const state = loaded.totalRows === null ? await noteTotal(loaded, await countRows(bytes), call) : loaded;
    await runSteps(state, bytes, call);
  } catch (error) {
    if (error instanceof UnreadableCsv) {
      await refuseImport(loaded, { code: error.code, detail: error.message }, call);
      return;
    }
    // Another run is ahead of this one: it goes on.
    if (!(error instanceof ChangedMeanwhile)) throw error;
  }
};
