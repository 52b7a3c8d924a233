import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readTenants } from '../../infra/read-tenants.ts';
import type { Tenant } from '../../shared/tenant.ts';
import { newShell } from './shell.ts';

const root = resolve(import.meta.dirname, '../..');

/** A company of a third country, as an operator would type it in. */
const newTenant = {
  name: 'initech',
  flags: {
    'legal-name': 'Initech GmbH',
    'tax-id': 'DE123456788',
    line1: 'Unter den Linden 5',
    city: 'Berlin',
    'postal-code': '10117',
    country: 'DE',
    'bank-name': 'Beispielbank',
    iban: 'DE89370400440532013000',
    currency: 'EUR',
    language: 'de',
    'time-zone': 'Europe/Berlin',
    region: 'eu-central-1',
    'sender-email': 'rechnungen@initech.example',
    'finance-email': 'finanzen@initech.example',
    'alarm-email': 'betrieb@initech.example',
  },
};

/** A copy of the first tenant whose orders API may not change an item: its first order must be refused. */
export const unfit = { name: 'unfit', without: 'orders-api:dynamodb:UpdateItem' };

/** The tenants' files of this run in a folder of their own, the unfit one among them. */
export const gatherTenants = async (
  folder: string,
  names: readonly string[],
  andANewOne: boolean,
): Promise<{ tenantsFolder: string; tenants: Tenant[]; unfitTenant: Tenant }> => {
  const tenantsFolder = join(folder, 'tenants');
  mkdirSync(tenantsFolder);
  for (const name of names) cpSync(join(root, 'infra/tenants', `${name}.json`), join(tenantsFolder, `${name}.json`));
  if (andANewOne) {
    const shell = newShell({ PATH: process.env['PATH'] ?? '', COBRO_TENANTS: tenantsFolder }, folder);
    const words = Object.entries(newTenant.flags).flatMap(([name, value]) => [`--${name}`, value]);
    await shell.run(['infra/commands/tenant.ts', 'new', newTenant.name, ...words]);
  }
  const [first, ...others] = readTenants(tenantsFolder);
  if (!first) throw new Error('There is no tenant to test.');
  // Its sender is the first tenant's, whose data stack makes the domain known.
  const unfitTenant = { ...first, name: unfit.name, senderIsVerified: true };
  writeFileSync(join(tenantsFolder, `${unfit.name}.json`), JSON.stringify(unfitTenant));
  return { tenantsFolder, tenants: [first, ...others], unfitTenant };
};
