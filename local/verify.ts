import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readTenant, tenantsFolder } from '../infra/read-tenants.ts';
import { verifyData, verifyDeployed } from './restore/verify-data.ts';

/* npm run verify -- <data folder>, or -- --table <name> for a deployed one: adds everything up from the facts. */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tenant: { type: 'string', default: 'acme' }, table: { type: 'string' } },
});

const run = async (): Promise<void> => {
  const tenant = readTenant(join(tenantsFolder(), `${values.tenant}.json`));
  const { counts, findings } =
    values.table === undefined
      ? await verifyData(tenant, resolve(positionals[0] ?? process.env['COBRO_DATA'] ?? '.cobro'))
      : await verifyDeployed(tenant, values.table);
  const looked = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  process.stdout.write(`Looked at ${looked.join(', ') || 'nothing: the table is empty'}.\n`);
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  process.stdout.write(findings.length === 0 ? 'Everything adds up.\n' : `${findings.length} findings.\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
