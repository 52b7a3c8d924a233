import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkExposure } from '../../../shared/verification/check-exposure.ts';
import { everyItem } from '../../../shared/verification/verify-table.ts';
import { invoicesOf, makeCustomer, openShop, pay, placeOrder, shipOrder } from '../../make/business.ts';
import { type Cobro, startCobro } from '../../make/cobro.ts';

const root = resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);
const data = mkdtempSync(join(tmpdir(), 'cobro-exposure-'));

let cobro: Cobro;
let customerId: string;
beforeAll(async () => {
  cobro = await startCobro();
  ({ id: customerId } = await openShop(cobro));
  await placeOrder(cobro, customerId, { BOOK: 3 });
  const order = await placeOrder(cobro, customerId, { BOOK: 2 });
  await shipOrder(cobro, order.id);
  const [invoice] = await invoicesOf(cobro, order.id);
  await pay(cobro, invoice, 1000);
});
afterAll(async () => {
  await cobro.stop();
  rmSync(data, { recursive: true, force: true });
});

const change = (id: string, counter: string, by: number): Promise<unknown> =>
  cobro.embedded.engine.call('UpdateItem', {
    TableName: 'cobro-acme',
    Key: { pk: { S: `customer#${id}` }, sk: { S: 'credit' } },
    UpdateExpression: 'SET #counter = #counter + :by',
    ExpressionAttributeNames: { '#counter': counter },
    ExpressionAttributeValues: { ':by': { N: String(by) } },
  });

const checked = () => checkExposure(everyItem(), 5);

it('exposure that adds up has no difference', async () => {
  expect(await checked()).toEqual({ customers: 1, differences: [] });
});

it('a counter that is broken is named with what it should say', async () => {
  await change(customerId, 'receivables', 7);
  expect((await checked()).differences).toEqual([
    { customerId, counter: 'receivables', told: 1420 + 7, facts: 1420 },
    { customerId, counter: 'used', told: 1420 + 3630, facts: 1420 + 7 + 3630 },
  ]);
  await change(customerId, 'receivables', -7);
  await change(customerId, 'used', 1);
  expect((await checked()).differences).toMatchObject([{ counter: 'used' }]);
  await change(customerId, 'used', -1);
  expect((await checked()).differences).toEqual([]);
});

it('orders that come in while the table is read are no difference', async () => {
  const customers = await Promise.all(Array.from({ length: 4 }, () => makeCustomer(cobro)));
  const rows = async function* () {
    let at = 0;
    for await (const row of everyItem()) {
      yield row;
      at += 1;
      const { id } = customers[at % 4];
      if (at % 10 === 0)
        await cobro.post('/v1/orders', { customerId: id, currency: 'EUR', lines: [{ sku: 'BOOK', quantity: 1 }] });
    }
  };
  const { differences } = await checkExposure(rows(), 5);
  expect(differences).toEqual([]);
  await cobro.settle();
});

it('the command prints every difference of a stopped Cobro and fails, and is content with one that is whole', async () => {
  const command = async (folder: string): Promise<{ code: number; said: string }> => {
    const args = ['local/check-exposure.ts', 'acme', '--local', '--data', folder];
    try {
      return { code: 0, said: (await run(process.execPath, args, { cwd: root })).stdout };
    } catch (error: any) {
      return { code: error.code, said: error.stdout + error.stderr };
    }
  };
  const copy = async (name: string): Promise<string> => {
    await cobro.embedded.stop();
    cpSync(cobro.dataDir, join(data, name), { recursive: true });
    await cobro.restart();
    return join(data, name);
  };
  const whole = await copy('whole');
  await change(customerId, 'openOrders', -630);
  const broken = await copy('broken');
  expect(await command(whole)).toEqual({ code: 0, said: '5 customers, no difference.\n' });
  expect(await command(broken)).toEqual({
    code: 1,
    said: [
      `The counter openOrders of ${customerId} says 3000, the facts say 3630.`,
      `The credit of ${customerId} does not add up to used: it says 5050, its parts 4420.`,
      '5 customers, 2 differences.\n',
    ].join('\n'),
  });
  expect(await command(join(data, 'nowhere'))).toMatchObject({
    code: 1,
    said: expect.stringContaining('There is no Cobro'),
  });
}, 60_000);
