import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { loadNorthwind } from '../demo/load-northwind.ts';
import { startServer } from '../demo/running-cobro.ts';
import { freePort } from './free-port.ts';
import { machine, median, table } from './machine.ts';
import { sleep } from '../shared/clock.ts';

/*
 * npm run bench:orders: POST /v1/orders at 16 connections, against a bare server that stores the same order as one item
 * through the same engine, in turns in one run. A round of Cobro ends when all that followed from its orders has settled,
 * so that the rounds do not share their work; the rate counts the answers alone.
 */

const connections = 16;
const perRound = 400;
const rounds = 3;

const answers = async (url: string): Promise<void> => {
  for (;;) {
    const ok = await fetch(url, { method: url.includes('health') ? 'GET' : 'POST' }).then(
      ({ status }) => status < 500,
      () => false,
    );
    if (ok) return;
    await sleep(20);
  }
};

interface Round {
  perSecond: number;
  p99: number;
}

const measure = async (ask: () => Promise<Response>): Promise<Round> => {
  const took: number[] = [];
  let left = perRound;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const begun = performance.now();
      const response = await ask();
      await response.arrayBuffer();
      if (response.status !== 201) throw new Error(`A server answered ${response.status}.`);
      took.push(performance.now() - begun);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - started) / 1000;
  const sorted = took.toSorted((a, b) => a - b);
  return { perSecond: perRound / seconds, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
};

const folders = [mkdtempSync(join(tmpdir(), 'cobro-orders-')), mkdtempSync(join(tmpdir(), 'cobro-bare-'))] as const;
const ports = [await freePort(), await freePort()] as const;
const env = { ...process.env, COBRO_DATA: folders[0], PORT: String(ports[0]), MAIL_PORT: String(await freePort()) };
const cobro = startServer('ignore', env);
const bare = spawn(process.execPath, [join(import.meta.dirname, 'bare-orders.ts'), folders[1], String(ports[1])], {
  stdio: 'ignore',
});
const origin = `http://localhost:${ports[0]}`;
await answers(`${origin}/health`);
await answers(`http://localhost:${ports[1]}/`);
const customers = [...(await loadNorthwind({ origin })).values()];
const { access_token: token } = z.object({ access_token: z.string() }).parse(
  await (
    await fetch(`${origin}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'storefront',
        client_secret: 'storefront-secret',
      }),
    })
  ).json(),
);

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

const results: { ours: Round; floor: Round }[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const floor = await measure(askBare);
  const ours = await measure(askCobro);
  await fetch(`${origin}/_local/settle`, { method: 'POST' });
  // The first round warms both up.
  if (round > 0) results.push({ ours, floor });
}
cobro.kill('SIGTERM');
bare.kill('SIGTERM');
await sleep(500);
for (const folder of folders) rmSync(folder, { recursive: true, force: true });

const row = (name: string, of: (one: (typeof results)[number]) => Round): string[] => [
  name,
  median(results.map((one) => of(one).perSecond)).toFixed(0),
  median(results.map((one) => of(one).p99)).toFixed(1),
];
const ratio = median(results.map(({ ours, floor }) => ours.perSecond / floor.perSecond));
process.stdout
  .write(`${machine()}; ${connections} connections, ${rounds} rounds of ${perRound} orders of three lines, medians

${table(
  ['server', 'orders per second', '99 % ms'],
  [row('POST /v1/orders', (one) => one.ours), row('bare: one item, same engine', (one) => one.floor)],
)}

Ratio: ${ratio.toFixed(2)} (goal: 0.5)
`);
