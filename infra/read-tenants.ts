import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { Tenant } from '../shared/tenant.ts';

/** The tenant of one file. Throws a sentence that names the file and what is wrong in it. */
export const readTenant = (file: string): Tenant => {
  const parsed = Tenant.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is not a tenant:\n${z.prettifyError(parsed.error)}`);
  if (basename(file, '.json') !== parsed.data.name) {
    throw new Error(`${file} describes the tenant "${parsed.data.name}": file and name must be the same.`);
  }
  return parsed.data;
};

/** Every tenant of infra/tenants/, by name. */
export const readTenants = (folder = join(import.meta.dirname, 'tenants')): Tenant[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => readTenant(join(folder, file)));
