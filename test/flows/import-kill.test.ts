import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { freePort } from '../../local/free-port.ts';
import { startServer } from '../../demo/running-cobro.ts';
import { sleep } from '../../shared/clock.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'cobro-import-'));
let server: ChildProcess | undefined;
afterAll(async () => {
  server?.kill('SIGKILL');
  await sleep(100);
  rmSync(dataDir, { recursive: true, force: true });
});

it('an import goes on after kill -9: every row is carried out once and reported once', async () => {
  const ports = { PORT: String(await freePort()), MAIL_PORT: String(await freePort()) };
  const origin = `http://localhost:${ports.PORT}`;
  const start = (): void => {
    server = startServer('ignore', { ...process.env, COBRO_DATA: dataDir, ...ports });
  };
  const kill = async (): Promise<void> => {
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server?.kill('SIGKILL');
    await ended;
  };
  /** Asks until the server, which may be starting, answers. */
  const ask = async (
    method: string,
    path: string,
    more: { body?: string; headers?: Record<string, string> } = {},
  ): Promise<any> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const tokenAnswer = await fetch(`${origin}/oauth2/token`, {
          method: 'POST',
          headers: { authorization: `Basic ${Buffer.from('admin:admin-secret').toString('base64')}` },
          body: new URLSearchParams({ grant_type: 'client_credentials' }),
        });
        const { access_token: token }: any = await tokenAnswer.json();
        const answer = await fetch(origin + path, {
          ...more,
          method,
          headers: { authorization: `Bearer ${token}`, ...more.headers },
        });
        return await answer.json();
      } catch (error) {
        if (attempt > 200) throw error;
        await sleep(50);
      }
    }
  };

  const rows = 1500;
  const file = [
    'ref,name,email,language,billingAddress.line1,billingAddress.city,billingAddress.country',
    ...Array.from({ length: rows }, (_, at) => `R-${at},Tienda ${at},r${at}@tienda.example,es,Calle 1,Madrid,ES`),
  ].join('\n');
  start();
  const headers = { 'content-type': 'text/csv', 'idempotency-key': randomUUID() };
  const { id } = await ask('POST', '/v1/imports/customers?key=ref', { headers, body: file });
  const reached: number[] = [];
  for (const wait of [300, 500, 400]) {
    await sleep(wait + Math.random() * 200);
    await kill();
    start();
    reached.push((await ask('GET', `/v1/imports/${id}`)).counts.rows);
  }
  await ask('POST', '/_local/settle');
  const done = await ask('GET', `/v1/imports/${id}`);
  expect(done).toMatchObject({ status: 'done', counts: { rows, created: rows, updated: 0, unchanged: 0, refused: 0 } });
  expect(reached[0]).toBeLessThan(rows);

  const reported: any[] = [];
  for (let cursor = ''; ;) {
    const page = await ask('GET', `/v1/imports/${id}/rows?limit=100${cursor}`);
    reported.push(...page.items);
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  expect(reported.map(({ row }) => row)).toEqual(Array.from({ length: rows }, (_, at) => at + 1));
  expect(new Set(reported.map((one) => one.id)).size).toBe(rows);
  let customers = 0;
  for (let cursor = ''; ;) {
    const page = await ask('GET', `/v1/customers?limit=100${cursor}`);
    customers += page.items.length;
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  expect(customers).toBe(rows);
}, 60_000);
