import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { command, tenantNamed } from '../infra/commands/cdk.ts';
import { workFor } from '../infra/commands/tenant-environment.ts';
import type { Tenant } from '../shared/tenant.ts';
import { checkExposure, type ExposureChecked } from '../shared/verification/check-exposure.ts';
import { inWords } from '../shared/verification/verify-exposure.ts';
import { everyItem } from '../shared/verification/verify-table.ts';
import { openTableOf } from './restore/items-file.ts';

/** The deployed table, with the caller's own credentials; it may be worked on meanwhile. */
const checkDeployed = async ({ name }: Tenant): Promise<ExposureChecked> => {
  await workFor(name);
  return checkExposure(everyItem());
};

/** The data folder of a Cobro that is not running. */
const checkLocal = async (tenant: Tenant, dataDir: string): Promise<ExposureChecked> => {
  const engine = await openTableOf(tenant, resolve(dataDir));
  try {
    return await checkExposure(everyItem());
  } finally {
    await engine.close();
  }
};

/*
 * [TABLE_NAME=<restored table>] npm run check:exposure -- <tenant> [--local [--data <folder>]]
 * Computes every customer's exposure anew from orders, invoices and payments, prints each difference from the counters,
 * and exits with 1 when there is one.
 */
await command(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { local: { type: 'boolean', default: false }, data: { type: 'string' } },
  });
  const tenant = tenantNamed(positionals[0]);
  const { customers, differences } = values.local
    ? await checkLocal(tenant, values.data ?? process.env['COBRO_DATA'] ?? '.cobro')
    : await checkDeployed(tenant);
  for (const difference of differences) console.log(inWords(difference));
  console.log(
    `${customers} customers, ${differences.length === 0 ? 'no difference' : `${differences.length} differences`}.`,
  );
  return differences.length === 0 ? 0 : 1;
});
