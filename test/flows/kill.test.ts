import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort } from '../../local/free-port.ts';
import { startServer } from '../../demo/running-cobro.ts';
import { newApiClient } from '../../demo/api-client.ts';
import * as z from 'zod';
import { sleep } from '../../shared/clock.ts';

const root = resolve(import.meta.dirname, '../..');
const dataDir = mkdtempSync(join(tmpdir(), 'cobro-kill-'));
const children = new Set<ChildProcess>();

const stayed = (child: ChildProcess): ChildProcess => {
  children.add(child);
  return child;
};

const exitOf = (child: ChildProcess): Promise<number | null> =>
  child.exitCode === null && child.signalCode === null
    ? new Promise((resolve_) => child.once('exit', (code) => resolve_(code)))
    : Promise.resolve(child.exitCode);

const kill = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  await exitOf(child);
};

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await sleep(100);
  rmSync(dataDir, { recursive: true, force: true });
});

describe('kill -9 in the middle of the demo', () => {
  it('loses nothing: every accepted order reaches its end once, and the books balance', async () => {
    const ports = { PORT: String(await freePort()), MAIL_PORT: String(await freePort()) };
    const origin = `http://localhost:${ports.PORT}`;
    const env = { ...process.env, COBRO_DATA: dataDir, ...ports };
    const serve = (): ChildProcess => stayed(startServer('ignore', env));
    const tour = (): ChildProcess =>
      stayed(
        spawn(process.execPath, [join(root, 'demo/demo.ts'), '--orders', '24'], {
          env: { ...env, COBRO_URL: origin },
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      );

    let server = serve();
    let demo = tour();
    // The server dies four times, at moments that differ from run to run; once the demo dies with it.
    for (const [round, after] of [1800, 700, 900, 1300].entries()) {
      await sleep(after + Math.random() * 500);
      await kill(server);
      if (round === 1) await kill(demo);
      server = serve();
      if (round === 1) demo = tour();
    }
    let output = '';
    demo.stdout?.on('data', (text) => (output += String(text)));
    demo.stderr?.on('data', (text) => (output += String(text)));
    const code = await exitOf(demo);
    expect(output).toContain('24 orders from order to cash');
    expect(code).toBe(0);

    const api = newApiClient(origin);
    const list = async (path: string) => {
      const answer = z.object({ items: z.array(z.looseObject({})) });
      return (await api.call({ as: 'admin', method: 'GET', path, answer })).items;
    };
    const orders = await list('/v1/orders?limit=100');
    expect(orders).toHaveLength(24);
    const invoices = await list('/v1/invoices?limit=100');
    const counters = invoices.map(({ number }) => Number(String(number).slice(-6))).toSorted((a, b) => a - b);
    expect(counters).toEqual(counters.map((_, at) => at + 1));
    const shipments = invoices.flatMap(({ shipmentIds }) => z.array(z.string()).parse(shipmentIds));
    expect(new Set(shipments).size).toBe(shipments.length);
    const purchaseOrders = orders.map(({ purchaseOrderNumber }) => String(purchaseOrderNumber));
    expect(new Set(purchaseOrders).size).toBe(24);
    expect(await list('/_local/dead-letters')).toEqual([]);
  }, 150_000);
});
