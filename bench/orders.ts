import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNorthwind } from '../demo/load-northwind.ts';
import { startServer } from '../demo/running-cobro.ts';
import { freePort } from '../local/free-port.ts';
import { askMany, p99, tokenOf, whenAnswering } from './http-load.ts';
import { machine, median, table } from './machine.ts';
import { sleep } from '../shared/clock.ts';

/*
 * npm run bench:orders: POST /v1/orders at 16 connections, against a bare server that stores the same order as one item
 * through the same engine, in turns in one run. Requests go before what follows from them, so two rates are told: answers
 * while orders are posted, and orders until all that follows from them (events, reservation, pick list, mail) has settled.
 * A round ends only then, so that the rounds do not share their work. Processor time is that of the server's process.
 */

const connections = 16;
const perRound = 400;
const rounds = 3;

interface Round {
  perSecond: number;
  p99: number;
  /** Processor time (ms) of the server for each. */
  cpuMs: number;
  /** The same until all that follows has settled. */
  settledPerSecond: number;
  settledCpuMs: number;
}

/** Processor time (ms) of a process so far, all threads, as Linux tells it in hundredths of a second. */
const cpuMsOf = ({ pid }: ChildProcess): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
};

const measure = async (
  server: ChildProcess,
  ask: () => Promise<Response>,
  settle?: () => Promise<unknown>,
): Promise<Round> => {
  const started = performance.now();
  const cpuBefore = cpuMsOf(server);
  const sofar = (): [perSecond: number, cpuMs: number] => [
    (perRound * 1000) / (performance.now() - started),
    (cpuMsOf(server) - cpuBefore) / perRound,
  ];
  const took = await askMany(perRound, connections, ask);
  const [perSecond, cpuMs] = sofar();
  await settle?.();
  const [settledPerSecond, settledCpuMs] = sofar();
  return { perSecond, p99: p99(took), cpuMs, settledPerSecond, settledCpuMs };
};

const folders = [
  mkdtempSync(join(tmpdir(), 'cobro-orders-')),
  mkdtempSync(join(tmpdir(), 'cobro-bare-')),
  mkdtempSync(join(tmpdir(), 'cobro-bare-')),
] as const;
const ports = [await freePort(), await freePort(), await freePort()] as const;
const env = { ...process.env, COBRO_DATA: folders[0], PORT: String(ports[0]), MAIL_PORT: String(await freePort()) };
const cobro = startServer('ignore', env);
const startBare = (folder: string, port: number, way: string): ChildProcess =>
  spawn(process.execPath, [join(import.meta.dirname, 'bare-orders.ts'), folder, String(port), way], {
    stdio: 'ignore',
  });
const bare = startBare(folders[1], ports[1], 'protocol');
const shortBare = startBare(folders[2], ports[2], 'short');
const origin = `http://localhost:${ports[0]}`;
await whenAnswering(`${origin}/health`);
for (const port of ports.slice(1)) await whenAnswering(`http://localhost:${port}/`);
const customers = [...(await loadNorthwind({ origin })).values()];
const token = await tokenOf(origin, 'storefront');

let count = 0;
const order = (): string => {
  count += 1;
  const lines = [1, 2, 3].map((at) => ({ sku: `NW-${1 + ((count + at * 7) % 77)}`, quantity: at }));
  return JSON.stringify({ customerId: customers[count % customers.length], currency: 'EUR', lines });
};
const post = (url: string, headers: Record<string, string>): Promise<Response> =>
  fetch(url, { method: 'POST', body: order(), headers: { 'content-type': 'application/json', ...headers } });
const askCobro = (): Promise<Response> =>
  post(`${origin}/v1/orders`, { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() });
const askBare = (): Promise<Response> => post(`http://localhost:${ports[1]}/`, {});
const askShortBare = (): Promise<Response> => post(`http://localhost:${ports[2]}/`, {});

const settle = (): Promise<Response> => fetch(`${origin}/_local/settle`, { method: 'POST' });

await settle();
const results: { ours: Round; floor: Round; shortFloor: Round }[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const floor = await measure(bare, askBare);
  const shortFloor = await measure(shortBare, askShortBare);
  const ours = await measure(cobro, askCobro, settle);
  // The first round warms both up.
  if (round > 0) results.push({ ours, floor, shortFloor });
}
cobro.kill('SIGTERM');
bare.kill('SIGTERM');
shortBare.kill('SIGTERM');
await sleep(500);
for (const folder of folders) rmSync(folder, { recursive: true, force: true });

const middle = (of: (one: (typeof results)[number]) => number, digits: number): string =>
  median(results.map(of)).toFixed(digits);
const ratio = middle(({ ours, floor }) => ours.perSecond / floor.perSecond, 2);
const cpuRatio = middle(({ ours, floor }) => floor.cpuMs / ours.cpuMs, 2);
const shortRatio = middle(({ ours, shortFloor }) => ours.perSecond / shortFloor.perSecond, 2);
const row = (name: string, of: (one: (typeof results)[number]) => Round): string[] => [
  name,
  middle((one) => of(one).perSecond, 0),
  middle((one) => of(one).p99, 1),
  middle((one) => of(one).cpuMs, 2),
];
process.stdout
  .write(`${machine()}; ${connections} connections, ${rounds} rounds of ${perRound} orders of three lines, medians

${table(
  ['server', 'orders per second', '99 % ms', 'processor ms per order'],
  [
    row('POST /v1/orders, while posting', ({ ours }) => ours),
    [
      'the same, until all that follows has settled',
      middle(({ ours }) => ours.settledPerSecond, 0),
      '-',
      middle(({ ours }) => ours.settledCpuMs, 2),
    ],
    row('bare: one item, same engine, through the SDK', ({ floor }) => floor),
    row('bare, by the short way', ({ shortFloor }) => shortFloor),
  ],
)}

Ratio while posting: ${ratio} (goal: 0.5), by processor time ${cpuRatio}; to the bare server by the short way ${shortRatio}
`);
