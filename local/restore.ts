import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readTenant, tenantsFolder } from '../infra/read-tenants.ts';
import { openTableOf, writeItems } from './restore/items-file.ts';
import { restoreTenant } from './restore/restore-tenant.ts';
import { verifyData } from './restore/verify-data.ts';

/*
 * npm run restore -- --copy <data folder> <items file>            writes the items of a stopped Cobro's table into a file
 * npm run restore -- <items file> <new data folder>               brings a tenant back from such a file
 *   [--beside <data folder of the lost table>] [--from <instant>]  with its documents; events since then published again
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tenant: { type: 'string', default: 'acme' },
    copy: { type: 'boolean', default: false },
    beside: { type: 'string' },
    from: { type: 'string' },
  },
});

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const run = async (): Promise<void> => {
  const tenant = readTenant(join(tenantsFolder(), `${values.tenant}.json`));
  const [first, second] = positionals;
  if (first === undefined || second === undefined) {
    throw new Error(
      'Usage: npm run restore -- <items file> <new data folder>, or -- --copy <data folder> <items file>',
    );
  }
  if (values.copy) {
    const engine = await openTableOf(tenant, resolve(first));
    say(`${await writeItems(engine, `cobro-${tenant.name}`, resolve(second))} items written to ${second}.`);
    await engine.close();
    return;
  }
  const dataDir = resolve(second);
  const { items, republished, restarted } = await restoreTenant({
    tenant,
    itemsFile: resolve(first),
    dataDir,
    besideTable: values.beside === undefined ? undefined : resolve(values.beside),
    republishFrom: values.from,
  });
  say(`${items} items restored, ${republished} events published again, ${restarted} lifecycles started.`);
  const { findings } = await verifyData(tenant, dataDir);
  for (const finding of findings) say(finding);
  say(findings.length === 0 ? 'Everything adds up.' : `${findings.length} findings.`);
  process.exitCode = findings.length === 0 ? 0 : 1;
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
