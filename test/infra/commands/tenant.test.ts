import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTenant } from '../../../infra/read-tenants.ts';

const command = resolve(import.meta.dirname, '../../../infra/commands/tenant.ts');
const folder = mkdtempSync(join(tmpdir(), 'tenants-'));
const options = { env: { ...process.env, COBRO_TENANTS: folder }, encoding: 'utf8' } as const;
const refused = (...args: string[]) => spawnSync(process.execPath, [command, ...args], { ...options, input: '' });

const all = {
  'legal-name': 'Initech GmbH',
  'tax-id': 'DE123456788',
  line1: 'Unter den Linden 5',
  city: 'Berlin',
  country: 'DE',
  'bank-name': 'Beispielbank',
  iban: 'DE89370400440532013000',
  currency: 'EUR',
  'time-zone': 'Europe/Berlin',
  region: 'eu-central-1',
  'sender-email': 'rechnungen@initech.example',
  'finance-email': 'finanzen@initech.example',
  'alarm-email': 'betrieb@initech.example',
};
const asFlags = (values: Record<string, string>): string[] =>
  Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);

describe('a new tenant', () => {
  it('is one command and one file, which synthesis accepts', () => {
    execFileSync(process.execPath, [command, 'new', 'initech', ...asFlags(all)], options);
    expect(readTenant(join(folder, 'initech.json'))).toMatchObject({
      name: 'initech',
      address: { line1: 'Unter den Linden 5', country: 'DE' },
      invoiceSeries: 'INV-{year}',
      paymentTerms: { netDays: 30 },
    });
  });

  it('never overwrites one that is there', () => {
    execFileSync(process.execPath, [command, 'new', 'umbrella', ...asFlags(all)], options);
    const before = readFileSync(join(folder, 'umbrella.json'), 'utf8');
    const again = refused('new', 'umbrella', ...asFlags({ ...all, city: 'Bonn' }));
    expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining('is there already') });
    expect(readFileSync(join(folder, 'umbrella.json'), 'utf8')).toBe(before);
  });

  it('is told every flag that is missing at once when nobody can be asked', () => {
    const { status, stderr } = refused('new', 'hooli', '--city', 'Palo Alto');
    expect(status).toBe(1);
    expect(stderr).toMatch(/--legal-name {2}Legal name of the company[^]*--alarm-email/);
    expect(stderr).not.toContain('--city');
  });

  it('is told what is wrong, by the name of the field', () => {
    const wrong = { ...all, currency: 'EUX', 'time-zone': 'Europe/Bernlin', 'alarm-email': 'nobody', country: 'XX' };
    const { status, stderr } = refused('new', 'hooli', ...asFlags(wrong));
    expect(status).toBe(1);
    expect(stderr).toMatch(/hooli\.json is not a tenant/);
    expect(stderr).toContain('alarmEmail');
    const second = refused('new', 'hooli', ...asFlags({ ...wrong, 'alarm-email': all['alarm-email'] }));
    expect(second.stderr).toMatch(
      /no time zone[^]*timeZone[^]*no currency[^]*currency[^]*no country[^]*address.country/,
    );
  });
});
