import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { parseArgs } from 'node:util';
import { namesOf } from '../../infra/names.ts';
import type { Tenant } from '../../shared/tenant.ts';
import { deployTenant, type Site } from './deploy-tenant.ts';
import { destroyTenant } from './destroy-tenant.ts';
import { linesOf } from './function-log.ts';
import { gatherTenants, unfit } from './gather-tenants.ts';
import { openMailRoom } from './mail-room.ts';
import { installMiniStack, NotHere, startMiniStack } from './ministack.ts';
import { newPhases } from './phases.ts';
import { newShell, type Shell } from './shell.ts';
import { changeStack, takeGrantAway } from './templates.ts';
import { startTokenIssuer } from './token-issuer.ts';
import { bePatient, forgetDkimRecords, leaveOutSums, synthOptions, widenGrants } from './worked-round.ts';

/*
 * npm run test:cloud [-- --tenant <name> ...] [-- --new] [-- --only <part>] [-- --without <function>:<action>] [-- --keep]
 *
 * Deploys tenants to MiniStack, an emulator of AWS that is not ours, runs the journeys over HTTP, proves the tenants
 * apart, brings one of them back from a copy of its table, proves that a missing grant is noticed, and takes everything
 * down. `--tenant` names others than acme and globex, `--new` makes one with the command an operator uses. `--only` does
 * one part of these between deploying and taking down. `--without` takes a grant away from every tenant: the run must
 * then fail. `--keep` leaves the folder with all logs.
 */

const { values: flags } = parseArgs({
  options: {
    tenant: { type: 'string', multiple: true },
    new: { type: 'boolean', default: false },
    only: { type: 'string' },
    without: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

/** What is done with deployed tenants, in this order. */
const parts = ['journeys', 'apart', 'drill', 'grant'] as const;
const isAsked = (part: (typeof parts)[number]): boolean => flags.only === undefined || flags.only === part;

const root = resolve(import.meta.dirname, '../..');
const phases = newPhases();
const folder = mkdtempSync(join(tmpdir(), 'cobro-cloud-'));
const closing: (() => Promise<void>)[] = [];

const closeAll = async (): Promise<void> => {
  for (const close of closing.splice(0).reverse()) await close();
};

const vitest = async (shell: Shell, files: readonly string[], env: Record<string, string>, loud = true) =>
  shell.try(
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/cloud/vitest.config.ts', '--root', root, ...files],
    { env, loud },
  );

const journeys = ['test/flows/first-cash.test.ts', 'test/flows/credit-hold.test.ts', 'test/flows/backorder.test.ts'];

const everyFunction = 'test/cloud/every-function.cloud.ts';

const mustPass = async (work: Promise<{ code: number }>, what: string): Promise<void> => {
  if ((await work).code !== 0) throw new Error(`${what} failed.`);
};

/** Everything of ours that must run before a tenant can be deployed. */
const prepare = async (python: string, tenants: readonly Tenant[], tenantsFolder: string): Promise<Site> => {
  const mails = join(folder, 'mails');
  const mailRoom = await openMailRoom(mails);
  closing.push(mailRoom.stop);
  const miniStack = await phases.run('start MiniStack', () => startMiniStack(python, folder, mailRoom.port));
  closing.push(miniStack.stop);
  Object.assign(process.env, miniStack.environment);
  const certificate = readFileSync(miniStack.environment['NODE_EXTRA_CA_CERTS']!, 'utf8');
  setDefaultCACertificates([...getCACertificates('default'), certificate]);
  const issuer = await startTokenIssuer([...tenants.map(({ name }) => name), unfit.name]);
  closing.push(issuer.stop);
  const shell = newShell({ ...miniStack.environment, COBRO_TENANTS: tenantsFolder }, folder);
  return { endpoint: miniStack.endpoint, shell, issuer, folder, assembly: join(folder, 'cdk.out'), mails };
};

const cdk = 'node_modules/aws-cdk/bin/cdk';

const synthesise = async (
  { shell, assembly }: Site,
  tenants: readonly Tenant[],
  unfitTenant: Tenant,
): Promise<void> => {
  await shell.run([cdk, 'synth', '--quiet', '--output', assembly, ...synthOptions]);
  for (const tenant of [...tenants, unfitTenant]) {
    const { dataStack, serviceStack } = namesOf(tenant);
    changeStack(assembly, dataStack, forgetDkimRecords);
    changeStack(assembly, serviceStack, (template) => {
      widenGrants(template);
      bePatient(template);
      leaveOutSums(template);
      const without = tenant === unfitTenant ? unfit.without : flags.without;
      if (without !== undefined) takeGrantAway(template, without);
    });
  }
};

const bootstrap = async ({ shell }: Site, tenants: readonly Tenant[]): Promise<void> => {
  for (const region of new Set(tenants.map((tenant) => tenant.region))) {
    await shell.run([cdk, 'bootstrap', `aws://000000000000/${region}`, '--app', '']);
  }
};

/** The first journey on the unfit tenant must fail, and because of that grant. */
const missingGrantIsNoticed = async (site: Site, unfitTenant: Tenant): Promise<void> => {
  const { file, deployed } = await deployTenant(unfitTenant, site);
  const { code, said } = await vitest(site.shell, [journeys[0]!, '--bail', '1'], { COBRO_DEPLOYED: file }, false);
  if (code === 0) throw new Error(`The first journey passed although ${unfit.without} was taken away.`);
  const action = unfit.without.slice(unfit.without.indexOf(':') + 1);
  const lines = await linesOf(deployed, 'orders-api');
  if (!lines.some((line) => line.includes('not authorized') && line.includes(action))) {
    throw new Error(`The first journey failed for another reason than the missing ${action}:\n${said.slice(-3000)}`);
  }
  console.log(`Without ${unfit.without} the first journey fails.`);
};

/** What was just deployed is what the files say: the command that compares finds nothing. */
const nothingDiffers = async ({ shell, assembly }: Site, tenants: readonly Tenant[]): Promise<void> => {
  for (const { name } of tenants) {
    const said = await shell.run(['infra/commands/diff.ts', name, '--app', assembly]);
    if (!said.includes('Number of stacks with differences: 0')) throw new Error(`diff finds:\n${said.slice(-4000)}`);
  }
};

/** The journeys of every tenant, and what is proved with all of them afterwards. `files` describe the tenants. */
const useTenants = async (site: Site, tenants: readonly Tenant[], files: readonly string[]): Promise<void> => {
  for (const [at, tenant] of isAsked('journeys') ? tenants.entries() : []) {
    await phases.run(`journeys of ${tenant.name}`, () =>
      mustPass(
        vitest(site.shell, [...journeys, everyFunction], { COBRO_DEPLOYED: files[at]! }),
        `A journey of ${tenant.name}`,
      ),
    );
  }
  if (isAsked('apart')) {
    await phases.run('tenants apart', () =>
      mustPass(
        vitest(site.shell, ['test/cloud/tenants-apart.cloud.ts'], { COBRO_ALL_DEPLOYED: files.join(',') }),
        'Keeping the tenants apart',
      ),
    );
  }
  for (const { name } of isAsked('journeys') ? tenants : []) {
    await phases.run(`exposure of ${name}`, () => site.shell.run(['local/check-exposure.ts', name]));
  }
  if (isAsked('drill')) {
    const env = { COBRO_DEPLOYED: files.at(-1)!, COBRO_ASSEMBLY: site.assembly };
    await phases.run(`restore drill of ${tenants.at(-1)!.name}`, () =>
      mustPass(vitest(site.shell, ['test/cloud/restore-drill.cloud.ts', '--bail', '1'], env), 'The restore drill'),
    );
  }
};

const test = async (): Promise<void> => {
  if (flags.only !== undefined && !parts.some((part) => part === flags.only)) {
    throw new Error(`--only takes one of ${parts.join(', ')}.`);
  }
  const names = flags.tenant ?? (flags.new ? [] : ['acme', 'globex']);
  const python = await phases.run('Python environment', installMiniStack);
  const { tenantsFolder, tenants, unfitTenant } = await gatherTenants(folder, names, flags.new);
  const site = await prepare(python, tenants, tenantsFolder);
  await phases.run('cdk synth', () => synthesise(site, tenants, unfitTenant));
  await phases.run('cdk bootstrap', () => bootstrap(site, tenants));
  const files: string[] = [];
  for (const tenant of tenants) {
    files.push((await phases.run(`deploy ${tenant.name}`, () => deployTenant(tenant, site))).file);
  }
  await phases.run('nothing differs', () => nothingDiffers(site, tenants));
  await useTenants(site, tenants, files);
  if (isAsked('grant')) await phases.run('a missing grant', () => missingGrantIsNoticed(site, unfitTenant));
  for (const tenant of tenants) {
    await phases.run(`destroy ${tenant.name}`, () => destroyTenant(tenant, site));
  }
};

let code = 1;
const stopNow = (): void => {
  void closeAll().then(() => process.exit(1));
};
process.once('SIGINT', stopNow);
process.once('SIGTERM', stopNow);
try {
  await test();
  code = 0;
} catch (error) {
  if (error instanceof NotHere) {
    console.log(`SKIPPED: the cloud test was not run on this machine. ${error.message}`);
    code = 0;
  } else {
    console.error(error instanceof Error ? error.message : error);
    console.error(`Logs: ${folder}`);
  }
} finally {
  await closeAll();
}
console.log(`\n${phases.table()}`);
if (code === 0 && !flags.keep) rmSync(folder, { recursive: true, force: true });
process.exit(code);
