import { parseArgs } from 'node:util';
import { callBy } from '../../shared/call.ts';
import { projectJournals } from '../../shared/ledger/project-journals.ts';
import { workFor } from './tenant-environment.ts';
import { unprojectedJournals } from './unprojected-journals.ts';

/*
 * [TABLE_NAME=<restored table>] npm run project-journals -- <tenant>
 * Counts the journals that are in no balance yet: those of the last moment before a backup. Each is counted once.
 */

const { positionals } = parseArgs({ allowPositionals: true });

const run = async (): Promise<void> => {
  await workFor(positionals[0]);
  const call = callBy({ actor: 'project-journals', correlationId: 'project-journals' });
  let counted = 0;
  for await (const ids of unprojectedJournals()) {
    await projectJournals(ids, call);
    counted += ids.length;
  }
  process.stdout.write(`${counted} journals counted.\n`);
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
