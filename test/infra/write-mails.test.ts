import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mailFiles } from '../../infra/write-mails.ts';

const root = resolve(import.meta.dirname, '../..');

describe('the compiled mail template', () => {
  it('is the one its source compiles to', async () => {
    for (const { path, content } of await mailFiles()) expect(readFileSync(join(root, path), 'utf8')).toBe(content);
  });

  it('escapes everything that is put in', async () => {
    const source = readFileSync(join(root, 'shared/mail/mail.mjml'), 'utf8');
    expect(source).not.toMatch(/\{\{\{|\{\{\s*&/);
  });
});
