import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { startServer } from '../demo/running-cobro.ts';
import { freePort } from '../local/free-port.ts';
import { sleep } from '../shared/clock.ts';
import { askMany, p99, tokenOf, whenAnswering } from './http-load.ts';
import { machine, median, table } from './machine.ts';

/*
 * npm run bench:credit: orders per second when all are of one customer, whose credit is one item, against orders of 1,000
 * customers in turn, in turns in one run. A round ends when all that follows has settled. At the end the exposure of the
 * one customer must be what its orders add up to.
 */

const connections = 16;
const perRound = 400;
const rounds = 5;
const many = 1000;

const folder = mkdtempSync(join(tmpdir(), 'cobro-credit-'));
const port = await freePort();
const env = { ...process.env, COBRO_DATA: folder, PORT: String(port), MAIL_PORT: String(await freePort()) };
const cobro = startServer('ignore', env);
const origin = `http://localhost:${port}`;
await whenAnswering(`${origin}/health`);
const token = await tokenOf(origin, 'admin');

const send = (method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${origin}${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
    },
  });
const settle = (): Promise<Response> => fetch(`${origin}/_local/settle`, { method: 'POST' });

const address = { line1: 'Calle Mayor 1', city: 'Madrid', country: 'ES' };
const makeCustomer = async (): Promise<string> => {
  const body = { name: 'Cliente', email: `${randomUUID()}@example.com`, language: 'es', billingAddress: address };
  const { id } = z.object({ id: z.string() }).parse(await (await send('POST', '/v1/customers', body)).json());
  await send('PUT', `/v1/customers/${id}/credit`, { limit: 1_000_000_000 });
  return id;
};

await send('PUT', '/v1/products/PIECE', { name: 'A piece', unitPrice: 1000, currency: 'EUR', taxCategory: 'exempt' });
await send('PUT', '/v1/warehouses/MAD', { name: 'Madrid', address });
await send('POST', '/v1/stock-movements', { sku: 'PIECE', warehouse: 'MAD', quantity: 1_000_000, reason: 'receipt' });
process.stdout.write(`Making ${many} customers ...\n`);
const customers: string[] = [];
while (customers.length < many) customers.push(...(await Promise.all(Array.from({ length: 20 }, makeCustomer))));
const hot = await makeCustomer();
await settle();

interface Round {
  perSecond: number;
  p99: number;
}

let placed = 0;
const measure = async (customerOf: (at: number) => string | undefined): Promise<Round> => {
  const started = performance.now();
  const took = await askMany(perRound, connections, () => {
    placed += 1;
    const lines = [{ sku: 'PIECE', quantity: 1 }];
    return send('POST', '/v1/orders', { customerId: customerOf(placed), currency: 'EUR', lines });
  });
  const perSecond = (perRound * 1000) / (performance.now() - started);
  await settle();
  return { perSecond, p99: p99(took) };
};

const results: { ofOne: Round; ofMany: Round }[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const ofMany = await measure((at) => customers[at % many]);
  const ofOne = await measure(() => hot);
  // The first round warms up.
  if (round > 0) results.push({ ofOne, ofMany });
}
const answer = await send('GET', `/v1/customers/${hot}/credit`);
const { used } = z.object({ used: z.int() }).parse(await answer.json());
const expected = (rounds + 1) * perRound * 1000;
cobro.kill('SIGTERM');
await sleep(500);
rmSync(folder, { recursive: true, force: true });
if (used !== expected) throw new Error(`The exposure is ${used}; the orders add up to ${expected}.`);

const middle = (of: (one: (typeof results)[number]) => number, digits: number): string =>
  median(results.map(of)).toFixed(digits);
const row = (name: string, of: (one: (typeof results)[number]) => Round): string[] => [
  name,
  middle((one) => of(one).perSecond, 0),
  middle((one) => of(one).p99, 1),
];
process.stdout.write(`${machine()}; ${connections} connections, ${rounds} rounds of ${perRound} orders, medians

${table(
  ['orders of', 'orders per second', '99 % ms'],
  [row(`${many} customers in turn`, ({ ofMany }) => ofMany), row('one customer', ({ ofOne }) => ofOne)],
)}

Ratio: ${middle(({ ofOne, ofMany }) => ofOne.perSecond / ofMany.perSecond, 2)} (goal: 0.33); exposure of the one customer right to the cent
`);
