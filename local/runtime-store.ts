import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import type * as z from 'zod';

/** A write of several rows, all or none. */
export interface Change {
  type: 'put' | 'del';
  table: string;
  key: string;
  value?: unknown;
}

/** Which rows: those whose key begins with `prefix`, after `after`, so many at most. */
export interface KeyRange {
  prefix?: string;
  after?: string;
  limit?: number;
}

/** Rows of one kind, checked by their schema when read. */
export interface RuntimeTable<T> {
  get(key: string): Promise<T | undefined>;
  /** In the order of the keys. */
  list(range?: KeyRange): Promise<{ key: string; row: T }[]>;
  /** Only their keys, in order. */
  keys(range?: KeyRange): Promise<string[]>;
  put(key: string, row: T): Change;
  del(key: string): Change;
}

/** What the stand-ins must remember over a restart: deliveries, executions, schedules, the clock. */
export interface RuntimeStore {
  table<S extends z.ZodType>(name: string, schema: S): RuntimeTable<z.output<S>>;
  /** One LevelDB batch. Acknowledged writes survive the end of this process, however it ends. */
  write(changes: Change[]): Promise<void>;
  /** Forgets everything. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const rowKey = (table: string, key: string): string => `${table}!${key}`;

/** Greater than whatever may follow a prefix, in the order of UTF-8 bytes that LevelDB keeps. */
const beyond = '\u{10FFFF}';

const levelRange = (table: string, { prefix = '', after, limit = -1 }: KeyRange = {}) => {
  const to = { lt: rowKey(table, prefix) + beyond, limit };
  return after === undefined || after < prefix
    ? { gte: rowKey(table, prefix), ...to }
    : { gt: rowKey(table, after), ...to };
};

const openLevel = async (folder: string): Promise<ClassicLevel> => {
  mkdirSync(folder, { recursive: true });
  const level = new ClassicLevel(folder);
  try {
    await level.open();
    return level;
  } catch (error) {
    const cause: unknown = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code !== 'LEVEL_LOCKED') throw error;
    throw new Error(
      `The data folder ${folder} is in use by another Cobro. Stop that one, or choose another folder with COBRO_DATA.`,
      { cause: error },
    );
  }
};

type Operation = { type: 'put'; key: string; value: string } | { type: 'del'; key: string };

/**
 * Writes batches: while LevelDB takes one, all that comes meanwhile gathers to the next, in order. Each write stays all
 * or nothing, because its batch is.
 */
const gatheringWriter = (level: ClassicLevel) => {
  let gathering: Operation[] = [];
  let gathered = Promise.withResolvers<void>();
  let flushing: Promise<void> | undefined;
  const flush = async (): Promise<void> => {
    while (gathering.length > 0) {
      const [operations, done] = [gathering, gathered];
      gathering = [];
      gathered = Promise.withResolvers();
      try {
        await level.batch(operations);
        done.resolve();
      } catch (error) {
        done.reject(error);
      }
    }
    flushing = undefined;
  };
  return {
    write: (operations: Operation[]): Promise<void> => {
      if (operations.length === 0) return Promise.resolve();
      gathering.push(...operations);
      const { promise } = gathered;
      flushing ??= flush();
      return promise;
    },
    settled: async (): Promise<void> => flushing,
  };
};

/**
 * Opens the folder's LevelDB (classic-level does the work). Its lock keeps a second process out of the data folder and
 * ends with the process that holds it.
 */
export const openRuntimeStore = async (dataDir: string): Promise<RuntimeStore> => {
  const level = await openLevel(join(dataDir, 'runtime'));
  const writer = gatheringWriter(level);
  return {
    table: (name, schema) => ({
      get: async (key) => {
        const text = level.getSync(rowKey(name, key));
        return text === undefined ? undefined : schema.parse(JSON.parse(text));
      },
      list: async (range) => {
        const rows = await level.iterator(levelRange(name, range)).all();
        return rows.map(([key, text]) => ({ key: key.slice(name.length + 1), row: schema.parse(JSON.parse(text)) }));
      },
      keys: async (range) => {
        const keys = await level.keys(levelRange(name, range)).all();
        return keys.map((key) => key.slice(name.length + 1));
      },
      put: (key, row) => ({ type: 'put', table: name, key, value: row }),
      del: (key) => ({ type: 'del', table: name, key }),
    }),
    write: (changes) =>
      writer.write(
        changes.map((change) =>
          change.type === 'del'
            ? { type: 'del', key: rowKey(change.table, change.key) }
            : { type: 'put', key: rowKey(change.table, change.key), value: JSON.stringify(change.value) },
        ),
      ),
    clear: () => level.clear(),
    close: async () => {
      await writer.settled();
      await level.close();
    },
  };
};
