import { parseArgs } from 'node:util';
import { callBy } from '../../shared/call.ts';
import { now } from '../../shared/clock.ts';
import { restartLifecycle } from '../../shared/orders/lifecycle.ts';
import { everyItem } from '../../shared/verification/verify-table.ts';
import { workFor } from './tenant-environment.ts';

/*
 * npm run restart-lifecycles -- <tenant> [--run <number of a try cut off>]
 * Starts the lifecycle of every open order from its row. With the number of a try that was cut off, nothing starts twice.
 */

const { values, positionals } = parseArgs({ allowPositionals: true, options: { run: { type: 'string' } } });

const restart = async (): Promise<void> => {
  const run = values.run === undefined ? Math.floor(now().getTime() / 1000) : Number(values.run);
  if (!Number.isInteger(run)) throw new Error('--run is a whole number: the one this command printed.');
  const { names } = await workFor(positionals[0]);
  if (process.env['LIFECYCLE_ARN'] === undefined) throw new Error(`${names.serviceStack} is not deployed.`);
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
