import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openRuntimeStore, type RuntimeStore } from '../../local/runtime-store.ts';

let dir: string;
let store: RuntimeStore;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cobro-store-'));
  store = await openRuntimeStore(dir);
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const Row = z.object({ n: z.int() });

describe('the runtime store', () => {
  it('keeps what was written over a restart', async () => {
    const rows = store.table('row', Row);
    await store.write([rows.put('a', { n: 1 }), rows.put('b', { n: 2 })]);
    await store.write([rows.del('a')]);
    await store.close();
    store = await openRuntimeStore(dir);
    expect(await store.table('row', Row).list()).toEqual([{ key: 'b', row: { n: 2 } }]);
  });

  it('keeps tables apart whose names begin alike', async () => {
    const [rows, others] = [store.table('row', Row), store.table('row-other', Row)];
    await store.write([rows.put('a', { n: 1 }), others.put('a', { n: 2 })]);
    expect(await rows.keys()).toEqual(['a']);
    expect(await others.get('a')).toEqual({ n: 2 });
  });

  it('lists by prefix, after a key, so many at most, in any language', async () => {
    const rows = store.table('row', Row);
    const keys = ['a/1', 'a/2', 'a/é', 'a/😀', 'b/1'];
    await store.write(keys.map((key, n) => rows.put(key, { n })));
    expect(await rows.keys()).toEqual(keys);
    expect(await rows.keys({ prefix: 'a/' })).toEqual(['a/1', 'a/2', 'a/é', 'a/😀']);
    expect(await rows.keys({ prefix: 'a/', after: 'a/1', limit: 2 })).toEqual(['a/2', 'a/é']);
    expect((await rows.list({ prefix: 'b/', after: 'a/1' })).map(({ key }) => key)).toEqual(['b/1']);
  });

  it('writes what comes at once in the order it came', async () => {
    const rows = store.table('row', Row);
    const writes = Array.from({ length: 50 }, (_, n) =>
      store.write(n % 2 === 0 ? [rows.put('same', { n }), rows.put(`own-${n}`, { n })] : [rows.del('same')]),
    );
    await store.close();
    await Promise.all(writes);
    store = await openRuntimeStore(dir);
    const kept = store.table('row', Row);
    expect(await kept.get('same')).toBeUndefined();
    expect(await kept.keys({ prefix: 'own-' })).toHaveLength(25);
  });

  it('is open in one process only, and says what to do', async () => {
    await expect(openRuntimeStore(dir)).rejects.toThrow(/in use by another Cobro/);
  });
});
