import { mkdirSync } from 'node:fs';
import { ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';
import type { KeyRange } from './dynalite-types.ts';

export type LevelOperation = { type: 'put'; key: string; value: string } | { type: 'del'; key: string };

/** What the engine uses of LevelDB. */
export interface Level {
  getSync(key: string): string | undefined;
  /** All or nothing. Done when it is in LevelDB's log, handed to the operating system: a killed process loses nothing. */
  batch(operations: LevelOperation[]): Promise<void>;
  /** Sees the state of the moment it was made. */
  iterator(range: KeyRange): { all(): Promise<[string, string][]> } & AsyncIterable<[string, string]>;
  values(range: KeyRange): { nextv(size: number): Promise<string[]>; close(): Promise<void> };
  clear(range: KeyRange): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the folder's LevelDB by classic-level, or with `null` an empty memory-level: both do all of the storing. A
 * folder that another process has open throws.
 */
export const openLevel = async (dir: string | null): Promise<Level> => {
  if (dir === null) {
    const memory = new MemoryLevel();
    await memory.open();
    return memory;
  }
  mkdirSync(dir, { recursive: true });
  const level = new ClassicLevel(dir, {
    cacheSize: 16 * 1024 * 1024,
    writeBufferSize: 4 * 1024 * 1024,
  });
  await level.open();
  return level;
};
