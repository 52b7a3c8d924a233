import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { namesOf } from '../names.ts';
import { readTenants, tenantsFolder } from '../read-tenants.ts';
import type { Tenant } from '../../shared/tenant.ts';

const root = resolve(import.meta.dirname, '../..');

/** The tenant that the first word names. Throws a sentence with the names there are. */
export const tenantNamed = (name: string | undefined): Tenant => {
  const tenants = readTenants();
  const found = tenants.find((tenant) => tenant.name === name);
  if (found) return found;
  const known = tenants.map((tenant) => tenant.name).join(', ');
  throw new Error(`Name a tenant of ${tenantsFolder()}: ${known}. There is no "${name ?? ''}".`);
};

/** Data first: what runs needs it. */
export const stacksOf = (tenant: Tenant): [data: string, service: string] => {
  const { dataStack, serviceStack } = namesOf(tenant);
  return [dataStack, serviceStack];
};

/** Runs the CDK of this repository on this terminal; answers its exit code. */
export const cdk = (args: readonly string[]): Promise<number> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/aws-cdk/bin/cdk'), ...args], {
      cwd: root,
      stdio: 'inherit',
    });
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 1));
  });

/** Runs a command; what it throws is told in one sentence, without a stack. */
export const command = async (work: () => Promise<number>): Promise<void> => {
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
};
