import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTenant, readTenants } from '../../infra/read-tenants.ts';

const fileWith = (name: string, content: unknown): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'tenants-')), name);
  writeFileSync(file, JSON.stringify(content));
  return file;
};

describe('the files of the tenants', () => {
  it('are all read, by name', () => {
    expect(readTenants().map(({ name }) => name)).toEqual(expect.arrayContaining(['acme', 'globex']));
  });

  it('are refused with the name of the file and of the field that is wrong', () => {
    const file = fileWith('acme.json', { ...readTenants()[0], alarmEmail: 'nobody' });
    expect(() => readTenant(file)).toThrow(/acme\.json is not a tenant:[^]*alarmEmail/);
  });

  it('are refused when a field is unknown, since a typing error would be a setting without effect', () => {
    const file = fileWith('acme.json', { ...readTenants()[0], timezone: 'Europe/Madrid' });
    expect(() => readTenant(file)).toThrow(/timezone/);
  });

  it('are refused when a copied file still carries the other name', () => {
    const file = fileWith('initech.json', readTenants()[0]);
    expect(() => readTenant(file)).toThrow('file and name must be the same');
  });
});
