import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';

/** The file cannot be read as CSV: `code` for programs, the message for people. */
export class UnreadableCsv extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** One row and its number, from 1, the line of names not counted. Empty lines do not count. */
export interface CsvRow {
  row: number;
  cells: string[];
}

const largestRow = 256 * 1024;
/** What stands in the place of a character that somebody on the way could not read. */
const lostCharacter = '\uFFFD';
const readAtOnce = 64 * 1024;

/** Spreadsheets of many countries write semicolons: what the line of names has most of is what separates. */
const separatorOf = (bytes: Uint8Array): string => {
  const [names = ''] = Buffer.from(bytes.subarray(0, largestRow))
    .toString('utf8')
    .split(/\r?\n|\r/, 1);
  const unquoted = names.replaceAll(/"[^"]*"/g, '');
  const counted = [',', ';', '\t'].map((one) => ({ one, times: unquoted.split(one).length }));
  return counted.toSorted((a, b) => b.times - a.times)[0]?.one ?? ',';
};

const pieces = function* (bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += readAtOnce) yield bytes.subarray(at, at + readAtOnce);
};

const unreadable = (error: unknown): unknown => {
  if (!(error instanceof CsvError)) return error;
  const { code } = error;
  return new UnreadableCsv(code.replace(/^CSV_/, '').toLowerCase(), error.message);
};

/**
 * The rows of a CSV file (RFC 4180; comma, semicolon or tab; UTF-8 with or without a mark), read bit by bit. The first
 * is the line of names, as row 0; `most` ends after so many lines. Throws `UnreadableCsv` where the file stops being CSV.
 */
export const readCsv = async function* (bytes: Uint8Array, most?: number): AsyncGenerator<CsvRow> {
  if (!isUtf8(bytes) || Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(lostCharacter)) {
    throw new UnreadableCsv('not_utf8', 'The file is not UTF-8. Save it as "CSV UTF-8" and send it again.');
  }
  const parser = Readable.from(pieces(bytes)).pipe(
    parse({
      bom: true,
      delimiter: separatorOf(bytes),
      trim: true,
      skip_empty_lines: true,
      // Too few or too many cells are the fault of one row, not of the file.
      relax_column_count: true,
      max_record_size: largestRow,
      ...(most === undefined ? {} : { to: most }),
    }),
  );
  let row = 0;
  try {
    for await (const cells of parser) {
      yield { row, cells };
      row += 1;
    }
  } catch (error) {
    throw unreadable(error);
  } finally {
    parser.destroy();
  }
};

/** The names in the first line; none when the file is empty. What follows is not looked at. */
export const readNames = async (bytes: Uint8Array): Promise<string[]> => {
  for await (const { cells } of readCsv(bytes, 1)) return cells;
  return [];
};
