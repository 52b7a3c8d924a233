import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { type Bundled, bundleWithContents } from '../infra/bundle.ts';
import { allFunctions } from '../infra/domains/index.ts';
import { machine, median, table } from './machine.ts';
import { orderPath } from './order-path.ts';

/*
 * npm run bench:cold [-- <runs> [<function> ...]]: what each function loads before its first call, and how long that
 * takes in a fresh process, against bare functions that only load the SDK's client, bundled the same way. Every round
 * starts each of them once, so that a busy machine slows all alike. CPU time counts all threads of the process.
 */

const root = resolve(import.meta.dirname, '..');
const goal = 1.5;
const [rounds = '21', ...only] = process.argv.slice(2);
const baselines = [
  { name: 'document-client', entry: 'bench/cold-baseline/document-client.ts' },
  { name: 'client-only', entry: 'bench/cold-baseline/client-only.ts' },
];

/** What a function finds on AWS; nothing of this machine's environment reaches it. */
const environment = {
  TENANT: JSON.stringify(JSON.parse(readFileSync(join(root, 'infra/tenants/acme.json'), 'utf8'))),
  TABLE_NAME: 'cobro-acme',
  BUS_NAME: 'cobro-acme',
  BUCKET_NAME: 'cobro-acme-documents',
  LIFECYCLE_ARN: 'arn:aws:states:eu-west-1:111122223333:stateMachine:cobro-acme-order-lifecycle:live',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/cobro-acme',
  MAIL_CONFIGURATION_SET: 'cobro-acme',
  AWS_REGION: 'eu-west-1',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
};

/** Imports the bundle it is given and prints what that took: wall and CPU time in ms, heap in MB. */
const importOnce = `
  const cpu = process.cpuUsage();
  const started = performance.now();
  const { handler } = await import(process.argv[1]);
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  if (typeof handler !== 'function') throw new Error('no handler');
  console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, heapMb: process.memoryUsage().heapUsed / 2 ** 20 }));
`;

const Measured = z.object({ wallMs: z.number(), cpuMs: z.number(), heapMb: z.number() });
type Measured = z.infer<typeof Measured>;

const start = (folder: string): Measured =>
  Measured.parse(
    JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', importOnce, join(folder, 'index.mjs')], {
        env: environment,
        encoding: 'utf8',
      }),
    ),
  );

const folder = mkdtempSync(join(tmpdir(), 'cobro-cold-'));
const bundled = new Map<string, Bundled>();
// Each baseline in a run of its own: as the one function of its bundle it shares nothing and is one file.
for (const one of baselines) {
  for (const [name, made] of await bundleWithContents([one], join(folder, one.name))) bundled.set(name, made);
}
const chosen = only.length === 0 ? allFunctions : allFunctions.filter(({ name }) => only.includes(name));
for (const [name, made] of await bundleWithContents(allFunctions, join(folder, 'functions'))) {
  if (chosen.some((one) => one.name === name)) bundled.set(name, made);
}

const measured = new Map<string, Measured[]>([...bundled.keys()].map((name) => [name, []]));
for (let round = -1; round < Number(rounds); round += 1) {
  for (const [name, made] of bundled) {
    const one = start(made.folder);
    // The first round only warms the disk's cache.
    if (round >= 0) measured.get(name)?.push(one);
  }
}
rmSync(folder, { recursive: true });

const middle = (name: string, figure: keyof Measured): number =>
  median((measured.get(name) ?? []).map((one) => one[figure]));
const ratio = (name: string, figure: keyof Measured, baseline: string): number =>
  middle(name, figure) / middle(baseline, figure);
const kb = (bytes: number): string => (bytes / 1000).toFixed(0);

const row = ([name, { atInit, inAll }]: [string, Bundled]): string[] => [
  orderPath.includes(name) ? `**${name}**` : name,
  `${kb(atInit.bytes)} / ${kb(inAll.bytes)}`,
  String(atInit.files.length),
  middle(name, 'wallMs').toFixed(1),
  middle(name, 'cpuMs').toFixed(1),
  ratio(name, 'wallMs', 'document-client').toFixed(2),
  ratio(name, 'cpuMs', 'document-client').toFixed(2),
  ratio(name, 'wallMs', 'client-only').toFixed(2),
  ratio(name, 'cpuMs', 'client-only').toFixed(2),
  middle(name, 'heapMb').toFixed(1),
];

const heads = [
  'function',
  'kB at init / in all',
  'files at init',
  'wall ms',
  'CPU ms',
  'wall ratio',
  'CPU ratio',
  'wall, stricter',
  'CPU, stricter',
  'heap MB',
];
process.stdout.write(`${machine()}; medians of ${rounds} fresh processes each, in turns

${table(heads, [...bundled].map(row))}
`);
const slow = orderPath.filter((name) => bundled.has(name) && ratio(name, 'wallMs', 'document-client') > goal);
if (slow.length > 0) {
  process.stderr.write(`Above ${goal}: ${slow.join(', ')}\n`);
  process.exitCode = 1;
}
