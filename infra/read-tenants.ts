import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { Tenant } from '../shared/tenant.ts';

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};
const currencies = new Set(Intl.supportedValuesOf('currency'));
const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** What the file of a tenant must say beyond its shape: names that exist in the world, or the first invoice fails. */
const TenantFile = Tenant.superRefine(({ timeZone, currency, address }, ctx) => {
  const refuse = (path: string[], message: string): void => ctx.addIssue({ code: 'custom', path, message });
  if (!isTimeZone(timeZone)) refuse(['timeZone'], `"${timeZone}" is no time zone; write it like Europe/Madrid`);
  if (!currencies.has(currency)) refuse(['currency'], `"${currency}" is no currency of ISO 4217`);
  if (countries.of(address.country) === undefined) {
    refuse(['address', 'country'], `"${address.country}" is no country of ISO 3166-1`);
  }
});

/** The tenant that a file's content describes. Throws a sentence that names the file and everything wrong in it. */
export const checkedTenant = (file: string, content: unknown): Tenant => {
  const parsed = TenantFile.safeParse(content);
  if (!parsed.success) throw new Error(`${file} is not a tenant:\n${z.prettifyError(parsed.error)}`);
  if (basename(file, '.json') !== parsed.data.name) {
    throw new Error(`${file} describes the tenant "${parsed.data.name}": file and name must be the same.`);
  }
  return parsed.data;
};

const contentOf = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
};

/** The tenant of one file. */
export const readTenant = (file: string): Tenant => checkedTenant(file, contentOf(file));

/** Where the tenants' files lie: infra/tenants/, or where COBRO_TENANTS says (a repository of your own, tests). */
export const tenantsFolder = (): string => process.env['COBRO_TENANTS'] ?? join(import.meta.dirname, 'tenants');

/** Every tenant of the folder, by name. */
export const readTenants = (folder = tenantsFolder()): Tenant[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => readTenant(join(folder, file)));
