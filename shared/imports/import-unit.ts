import type { CsvRow } from '../csv/read-csv.ts';
import type { ImportedRow, StoredImport } from './import.ts';

/** What is imported at once: one row, or the neighbouring rows of one order. */
export interface Unit {
  /** Number of its first row, and how many it has. */
  row: number;
  size: number;
  key: string;
  /** The text of a cell by the name of its column, '' when empty; of the first row unless another is named. */
  text: (name: string, at?: number) => string;
  /** Cells beyond the line of names: the row is not what it seems. */
  tooLong: boolean;
}

/** What became of a unit, besides which it was. */
export type Outcome = Omit<ImportedRow, 'row' | 'key'>;

/** An import under way: its row and the names of its columns. */
export interface Importing {
  state: StoredImport;
  names: readonly string[];
  /** Id of the event that made this run begin. */
  causationId?: string;
}

const unitOf = (rows: readonly CsvRow[], names: readonly string[], keyAt: number): Unit => {
  const placeOf = new Map(names.map((name, at) => [name, at]));
  return {
    row: rows[0]?.row ?? 0,
    size: rows.length,
    key: rows[0]?.cells[keyAt] ?? '',
    text: (name, at = 0) => rows[at]?.cells[placeOf.get(name) ?? -1] ?? '',
    tooLong: rows.some(({ cells }) => cells.length > names.length),
  };
};

/** More lines than an order can have are one unit still, and refused as one. */
export const unitsOf = async function* (
  rows: AsyncIterable<CsvRow>,
  { state, names }: Pick<Importing, 'state' | 'names'>,
): AsyncGenerator<Unit> {
  const keyAt = names.indexOf(state.key);
  let together: CsvRow[] = [];
  for await (const row of rows) {
    if (row.row <= state.position) continue;
    const [first] = together;
    const belongs =
      state.kind === 'orders' &&
      first !== undefined &&
      first.cells[keyAt] !== '' &&
      first.cells[keyAt] === row.cells[keyAt];
    if (first !== undefined && !belongs) {
      yield unitOf(together, names, keyAt);
      together = [];
    }
    together.push(row);
  }
  if (together.length > 0) yield unitOf(together, names, keyAt);
};
