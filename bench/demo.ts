import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startServer } from '../demo/running-cobro.ts';
import { freePort } from '../local/free-port.ts';
import { machine, median, table } from './machine.ts';
import { sleep } from '../shared/clock.ts';

/*
 * npm run bench:demo: how fast `npm start` answers, how long the demo of 100 orders takes and how much memory the
 * server needs for it. The ratio compares the orders with bare GET /health requests to the same server.
 */

const root = resolve(import.meta.dirname, '..');
const rounds = 3;
const orders = 100;
const probes = 2000;

const answers = (origin: string): Promise<boolean> =>
  fetch(`${origin}/health`).then(
    (response) => response.ok,
    () => false,
  );

const exitOf = (child: ReturnType<typeof spawn>): Promise<number | null> =>
  new Promise((done) => child.once('exit', (code) => done(code)));

/** Highest resident memory of the process so far, in MB. Linux only. */
const peakMemory = (pid: number | undefined): number => {
  const [, kb = 'NaN'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kb) / 1024;
};

const healthPerSecond = async (origin: string): Promise<number> => {
  const started = performance.now();
  let left = probes;
  const ask = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await (await fetch(`${origin}/health`)).arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  return probes / ((performance.now() - started) / 1000);
};

const measure = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'cobro-bench-'));
  const env = {
    ...process.env,
    COBRO_DATA: dataDir,
    PORT: String(await freePort()),
    MAIL_PORT: String(await freePort()),
  };
  const origin = `http://localhost:${env.PORT}`;
  const spawned = performance.now();
  const server = startServer('ignore', env);
  while (!(await answers(origin))) await sleep(10);
  const readyMs = performance.now() - spawned;
  const health = await healthPerSecond(origin);
  const started = performance.now();
  const demo = spawn(process.execPath, [join(root, 'demo/demo.ts'), '--orders', String(orders)], {
    env: { ...env, COBRO_URL: origin },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if ((await exitOf(demo)) !== 0) throw new Error('The demo failed.');
  const seconds = (performance.now() - started) / 1000;
  const memory = peakMemory(server.pid);
  const stopped = exitOf(server);
  server.kill('SIGTERM');
  await stopped;
  rmSync(dataDir, { recursive: true, force: true });
  return { readyMs, seconds, memory, health };
};

const results: Awaited<ReturnType<typeof measure>>[] = [];
for (let round = 0; round < rounds; round += 1) results.push(await measure());
const of = (figure: (one: (typeof results)[number]) => number): number => median(results.map(figure));
const show = (figure: (one: (typeof results)[number]) => number, digits: number): string =>
  `${of(figure).toFixed(digits)} (${Math.min(...results.map(figure)).toFixed(digits)}-${Math.max(...results.map(figure)).toFixed(digits)})`;

process.stdout.write(`${machine()}; median of ${rounds} (min-max)

${table(
  ['figure', 'measured', 'goal'],
  [
    ['`npm start` ready', `${show((one) => one.readyMs, 0)} ms`, 'under 3,000 ms'],
    [`demo, ${orders} orders from order to cash`, `${show((one) => one.seconds, 1)} s`, 'under 60 s'],
    ['peak memory of the server', `${show((one) => one.memory, 0)} MB`, 'under 400 MB'],
    ['GET /health', `${show((one) => one.health, 0)} per second`, '-'],
    ['one order to cash costs as much as', `${show((one) => (one.seconds / orders) * one.health, 0)} GET /health`, '-'],
  ],
)}
`);
