import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { simpleParser } from 'mailparser';
import * as z from 'zod';
import { newApiClient } from '../demo/api-client.ts';
import { startServer } from '../demo/running-cobro.ts';
import { freePort } from '../local/free-port.ts';
import { machine, table } from './machine.ts';
import { sleep } from '../shared/clock.ts';

/*
 * npm run bench:kills: the server dies by SIGKILL 30 times, at random moments, while the demo drives 100 orders from
 * order to cash. Then the facts: is every order there once, whole, and at its end?
 */

const kills = Number(process.env['KILLS'] ?? 30);
const orderCount = 100;
const root = resolve(import.meta.dirname, '..');
const dataDir = mkdtempSync(join(tmpdir(), 'cobro-kills-'));
const port = String(await freePort());
const env = { ...process.env, COBRO_DATA: dataDir, PORT: port, MAIL_PORT: String(await freePort()) };
const origin = `http://localhost:${port}`;

const exitOf = (child: ReturnType<typeof spawn>): Promise<number | null> =>
  new Promise((done) => child.once('exit', (code) => done(code)));

let server = startServer('ignore', env);
const demo = spawn(process.execPath, [join(root, 'demo/demo.ts'), '--orders', String(orderCount)], {
  env: { ...env, COBRO_URL: origin },
  stdio: 'ignore',
});
let demoCode: number | null | undefined;
const demoEnd = exitOf(demo).then((code) => (demoCode = code));
let done = 0;
while (done < kills && demoCode === undefined) {
  await sleep(900 + Math.random() * 1200);
  const dead = exitOf(server);
  server.kill('SIGKILL');
  await dead;
  server = startServer('ignore', env);
  done += 1;
}
await demoEnd;

const api = newApiClient(origin);
const Item = z.looseObject({});
const list = async (path: string): Promise<z.infer<typeof Item>[]> => {
  const items: z.infer<typeof Item>[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const answer = z.object({ items: z.array(Item), nextCursor: z.string().nullable() });
    const page = await api.call({ as: 'admin', method: 'GET', path: `${path}?limit=100${next}`, answer });
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
};
const orders = await list('/v1/orders');
const invoices = await list('/v1/invoices');
const payments = await list('/v1/payments');
const Letters = z.object({ items: z.array(Item) });
const letters = await api.call({ as: 'admin', method: 'GET', path: '/_local/dead-letters', answer: Letters });
const ended = orders.filter(({ status }) => status === 'completed' || status === 'shipped').length;
const twice = (values: unknown[]): number => values.length - new Set(values).size;
const counters = invoices.map(({ number }) => Number(String(number).slice(-6))).toSorted((a, b) => a - b);
const gaps = counters.filter((counter, at) => counter !== at + 1).length;
const mailIds: unknown[] = [];
for (const file of readdirSync(join(dataDir, 'mail')).filter((name) => name.endsWith('.eml'))) {
  mailIds.push((await simpleParser(readFileSync(join(dataDir, 'mail', file)))).messageId);
}
server.kill('SIGTERM');
await exitOf(server);
rmSync(dataDir, { recursive: true, force: true });

const rows: [string, number, number][] = [
  ['demo ended with', demoCode ?? -1, 0],
  ['orders lost', orderCount - orders.length, 0],
  ['orders that did not reach their end', orders.length - ended, 0],
  ['orders placed twice', twice(orders.map(({ purchaseOrderNumber }) => purchaseOrderNumber)), 0],
  ['shipments invoiced twice', twice(invoices.flatMap(({ shipmentIds }) => z.array(z.string()).parse(shipmentIds))), 0],
  ['gaps or repeats in the invoice numbers', gaps, 0],
  ['invoices paid twice', twice(payments.map(({ reference }) => reference)), 0],
  // A confirmation per order, and each invoice to its customer and to finance.
  ['mails missing', orderCount + 2 * invoices.length - new Set(mailIds).size, 0],
  ['dead letters', letters.items.length, 0],
];
process.stdout.write(`${machine()}; ${done} SIGKILLs while ${orderCount} orders went from order to cash

${table(
  ['what', 'count', 'goal'],
  rows.map(([what, count, goal]) => [what, String(count), String(goal)]),
)}

${mailIds.length} mails, ${twice(mailIds)} of them sent a second time with the same Message-ID: whoever sends cannot know whether a
mail left before the process died, and an invoice twice is better than never.
`);
if (rows.some(([, count, goal]) => count !== goal)) process.exitCode = 1;
