import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { useClientOptions } from '../../shared/aws/clients.ts';
import { callBy } from '../../shared/call.ts';
import { now } from '../../shared/clock.ts';
import { restartLifecycle } from '../../shared/orders/restart-lifecycle.ts';
import { everyItem } from '../../shared/verification/verify-table.ts';
import { namesOf } from '../names.ts';
import { readTenant } from '../read-tenants.ts';

/*
 * LIFECYCLE_ARN=... npm run restart-lifecycles -- <tenant> [--table <restored table>] [--run <number of the first try>]
 * Starts the lifecycle of every open order from its row. With the run number of a try that was cut off, nothing starts twice.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { table: { type: 'string' }, run: { type: 'string' } },
});

const restart = async (): Promise<void> => {
  const tenant = readTenant(join(import.meta.dirname, `../tenants/${positionals[0] ?? ''}.json`));
  if (process.env['LIFECYCLE_ARN'] === undefined) throw new Error('Set LIFECYCLE_ARN: an output of the service stack.');
  const names = namesOf(tenant);
  useClientOptions({ region: tenant.region });
  Object.assign(process.env, {
    TENANT: JSON.stringify(tenant),
    TABLE_NAME: values.table ?? names.table,
    BUS_NAME: names.bus,
    // No documents are touched here.
    BUCKET_NAME: `${names.prefix}-documents`,
  });
  const run = values.run === undefined ? Math.floor(now().getTime() / 1000) : Number(values.run);
  if (!Number.isInteger(run)) throw new Error('--run is a whole number: the one this command printed.');
  process.stdout.write(`Run ${run}\n`);
  let started = 0;
  for await (const row of everyItem()) {
    if (row['sk'] !== 'order') continue;
    const call = callBy({ actor: 'restart-lifecycles', correlationId: `restart-${run}` });
    if (await restartLifecycle(String(row['id']), run, call)) started += 1;
  }
  process.stdout.write(`${started} lifecycles started.\n`);
};

restart().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
