import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readTenant } from '../../infra/read-tenants.ts';
import { type DynamoEngine } from '../../local/dynamodb/engine.ts';
import { openTableOnly } from '../../local/embedded.ts';
import { callBy, type Call } from '../../shared/call.ts';

/** The table of tenant `acme` alone: for tests that call verbs themselves, with nobody else at work. */
export interface TableOnly {
  engine: DynamoEngine;
  call(actor?: string): Call;
  stop(): Promise<void>;
}

export const startTable = async (): Promise<TableOnly> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'cobro-table-'));
  const tenant = readTenant(resolve(import.meta.dirname, '../../infra/tenants/acme.json'));
  const engine = await openTableOnly({ tenant, dataDir });
  return {
    engine,
    call: (actor = 'test') => callBy({ actor, correlationId: `test-${actor}` }),
    stop: async () => {
      await engine.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
