import { parseArgs } from 'node:util';
import { republishEvents } from './republish-events.ts';
import { spanOf } from './republish-span.ts';
import { workFor } from './tenant-environment.ts';

/* npm run republish -- <tenant> --from --to [--types a,b]: sends the events of that time to the bus again, from the table. */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string' }, to: { type: 'string' }, types: { type: 'string' } },
});

const run = async (): Promise<void> => {
  const { tenant } = await workFor(positionals[0]);
  const span = spanOf(values, tenant.timeZone);
  process.stdout.write(`${await republishEvents(span)} events from ${span.from} to ${span.to} sent again.\n`);
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
