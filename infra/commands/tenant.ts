import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { checkedTenant, tenantsFolder } from '../read-tenants.ts';
import { command } from './cdk.ts';
import { fileFrom, missing, readFlags } from './tenant-flags.ts';

/** Asks on the terminal for what no flag gave; without a terminal names every flag that is missing. */
const complete = async (given: ReadonlyMap<string, string>): Promise<Map<string, string>> => {
  const open = missing(given);
  if (open.length === 0) return new Map(given);
  if (!process.stdin.isTTY) {
    const list = open.map(([name, { question }]) => `  --${name}  ${question}`).join('\n');
    throw new Error(`These are missing:\n${list}`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const all = new Map(given);
  for (const [name, { question }] of open) all.set(name, (await terminal.question(`${question}: `)).trim());
  terminal.close();
  return all;
};

// npm run tenant -- new <name> [--flag value ...]: writes the tenant's file, checked, and says how to deploy it.
await command(async () => {
  const { words, given } = readFlags(process.argv.slice(2));
  const [verb, name, ...more] = words;
  if (verb !== 'new' || name === undefined || more.length > 0) throw new Error('Use: npm run tenant -- new <name>');
  const file = join(tenantsFolder(), `${name}.json`);
  if (existsSync(file)) throw new Error(`${file} is there already. Edit it, or choose another name.`);
  const tenant = checkedTenant(file, fileFrom(name, await complete(given)));
  writeFileSync(file, `${JSON.stringify(tenant, null, 2)}\n`, { flag: 'wx' });
  console.log(`${file} is written. Deploy it with: npm run deploy -- ${name}`);
  return 0;
});
