import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

describe('the generated documents', () => {
  it('say what the code says', () => {
    const root = resolve(import.meta.dirname, '../..');
    const check = (): string =>
      execFileSync(process.execPath, ['infra/write-docs.ts', '--check'], { cwd: root, encoding: 'utf8' });
    expect(check).not.toThrow();
  });
});
