import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitSteps } from '../../../local/dynamodb/commit-log.ts';
import { runLoad } from './crash/kill.ts';
import { verify } from './crash/verify.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cobro-crash-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const nothingWrong = { lost: 0, half: 0, miscounted: 0, indexDisagrees: 0, logDisagrees: 0, skipped: 0 };

describe('a process that dies under load', () => {
  it.each(Object.entries(commitSteps))(
    'at the step "%s" of a commit leaves every acknowledged write whole, and goes on where it was',
    async (_, step) => {
      expect(await runLoad(folder, { atStep: { step, after: 150 } })).toBe('SIGKILL');
      const dead = await verify(folder);
      expect(dead.acknowledged).toBeGreaterThan(20);
      expect(dead.wrong).toEqual(nothingWrong);
      // Every caller repeats what it has no answer to: done once all the same.
      expect(await runLoad(folder, { operations: 5 })).toBeNull();
      expect((await verify(folder)).wrong).toEqual(nothingWrong);
    },
  );

  it('at any moment, again and again, loses nothing and does nothing twice', async () => {
    let before = 0;
    for (let death = 0; death < 3; death += 1) {
      expect(await runLoad(folder, { afterMs: Math.random() * 300 })).toBe('SIGKILL');
      const dead = await verify(folder);
      expect(dead.wrong).toEqual(nothingWrong);
      expect(dead.acknowledged).toBeGreaterThan(before);
      before = dead.acknowledged;
    }
    expect(await runLoad(folder, { operations: 5 })).toBeNull();
    expect((await verify(folder)).wrong).toEqual(nothingWrong);
  });
});
