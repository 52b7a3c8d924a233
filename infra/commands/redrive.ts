import { parseArgs } from 'node:util';
import { domains } from '../domains/index.ts';
import { redriveDeadLetters } from './redrive-dead-letters.ts';
import { workFor } from './tenant-environment.ts';

/* npm run redrive -- <tenant> <context> [--dry-run]: does the work that lies in the dead-letter queue of a context. */

const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'dry-run': { type: 'boolean' } } });

const run = async (): Promise<void> => {
  const [tenantName, context] = positionals;
  const known = domains.map((domain) => domain.context);
  if (context === undefined || !known.includes(context)) {
    throw new Error(`npm run redrive -- <tenant> <context> [--dry-run]; contexts: ${known.join(', ')}.`);
  }
  const { names } = await workFor(tenantName);
  const { sent, kept } = await redriveDeadLetters(names.deadLetters(context), { dryRun: values['dry-run'] });
  process.stdout.write(`${sent} done, ${kept.length} ${values['dry-run'] ? 'to do' : 'kept'}.\n`);
  for (const why of kept) process.stdout.write(`  ${why}\n`);
  if (kept.length > 0 && !values['dry-run']) process.exitCode = 1;
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
