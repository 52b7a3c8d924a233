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

/** Rows of one kind, checked by their schema when read. */
export interface RuntimeTable<T> {
  get(key: string): Promise<T | undefined>;
  /** Rows whose key begins with the prefix, in the order of the keys. */
  list(options?: { prefix?: string; newestFirst?: boolean; limit?: number }): Promise<{ key: string; row: T }[]>;
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

/**
 * Opens the folder's LevelDB (classic-level does the work). Its lock keeps a second process out of the data folder and
 * ends with the process that holds it.
 */
export const openRuntimeStore = async (dataDir: string): Promise<RuntimeStore> => {
  const level = await openLevel(join(dataDir, 'runtime'));
  return {
    table: (name, schema) => ({
      get: async (key) => {
        const text = await level.get(rowKey(name, key));
        return text === undefined ? undefined : schema.parse(JSON.parse(text));
      },
      list: async ({ prefix = '', newestFirst = false, limit = -1 } = {}) => {
        const from = rowKey(name, prefix);
        const rows = await level.iterator({ gte: from, lt: `${from}\uffff`, reverse: newestFirst, limit }).all();
        return rows.map(([key, text]) => ({ key: key.slice(name.length + 1), row: schema.parse(JSON.parse(text)) }));
      },
      put: (key, row) => ({ type: 'put', table: name, key, value: row }),
      del: (key) => ({ type: 'del', table: name, key }),
    }),
    write: (changes) =>
      level.batch(
        changes.map((change) =>
          change.type === 'del'
            ? { type: 'del', key: rowKey(change.table, change.key) }
            : { type: 'put', key: rowKey(change.table, change.key), value: JSON.stringify(change.value) },
        ),
      ),
    clear: () => level.clear(),
    close: () => level.close(),
  };
};
