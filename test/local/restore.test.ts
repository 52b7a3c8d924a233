import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTenant } from '../../infra/read-tenants.ts';
import { openTableOnly } from '../../local/embedded.ts';
import { writeItems } from '../../local/restore/items-file.ts';
import { restoreTenant } from '../../local/restore/restore-tenant.ts';
import { verifyData } from '../../local/restore/verify-data.ts';
import {
  fulfillmentsOf,
  invoicesOf,
  makeCustomer,
  makeProduct,
  openShop,
  pay,
  placeOrder,
  receive,
  shipOrder,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

const tenant = readTenant(resolve(import.meta.dirname, '../../infra/tenants/acme.json'));
const folder = mkdtempSync(join(tmpdir(), 'cobro-restore-'));
const lost = join(folder, 'lost');
const itemsFile = join(folder, 'items.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One order in every stage: held, waiting for stock, at the warehouse, shipped and open, paid. */
const orders: Record<string, string> = {};
let mailsBefore = 0;

const inEveryStage = async (cobro: Cobro): Promise<void> => {
  const customer = await openShop(cobro);
  await makeProduct(cobro, 'RARE');
  const place = async (stage: string, pieces: Record<string, number>): Promise<string> => {
    const { id } = await placeOrder(cobro, customer.id, pieces);
    orders[stage] = id;
    return id;
  };
  await shipOrder(cobro, await place('paid', { BOOK: 2 }));
  const [invoice] = await invoicesOf(cobro, orders['paid'] ?? '');
  await pay(cobro, invoice, invoice.totals.due);
  await shipOrder(cobro, await place('shipped', { BOOK: 1 }));
  await place('at the warehouse', { BOOK: 3 });
  await place('waiting', { RARE: 4 });
  const { id: withoutLimit } = await makeCustomer(cobro, { limit: 0 });
  orders['held'] = (await placeOrder(cobro, withoutLimit, { BOOK: 1 })).id;
};

beforeAll(async () => {
  const cobro = await startCobro();
  await inEveryStage(cobro);
  await cobro.settle();
  mailsBefore = (await cobro.mails()).length;
  await cobro.embedded.stop();
  cpSync(cobro.dataDir, lost, { recursive: true });
  rmSync(cobro.dataDir, { recursive: true, force: true });
  const engine = await openTableOnly({ tenant, dataDir: lost });
  await writeItems(engine, 'cobro-acme', itemsFile);
  await engine.close();
}, 60_000);

const changed = async (change: (engine: Awaited<ReturnType<typeof openTableOnly>>) => Promise<unknown>) => {
  const dataDir = mkdtempSync(join(folder, 'changed-'));
  cpSync(lost, dataDir, { recursive: true });
  const engine = await openTableOnly({ tenant, dataDir });
  await change(engine);
  await engine.close();
  return (await verifyData(tenant, dataDir)).findings;
};

describe('verifying a table', () => {
  it('finds that everything adds up, and says what it looked at', async () => {
    const { counts, findings } = await verifyData(tenant, lost);
    expect(findings).toEqual([]);
    expect(counts).toMatchObject({ order: expect.any(Number), invoice: 2, payment: 1 });
  });

  const everyItem = async (engine: any, where: (item: any) => boolean): Promise<any> =>
    (await engine.call('Scan', { TableName: 'cobro-acme' })).Items.find(where);

  it.each([
    ['a counter of exposure', (item: any) => item.sk.S === 'credit', 'openOrders', /exposure|open/i],
    ['pieces of stock', (item: any) => item.sk.S === 'stock' && item.pk.S.includes('BOOK'), 'onHand', /BOOK/],
  ])('finds %s that somebody changed', async (_what, where, attribute, says) => {
    const findings = await changed(async (engine) => {
      const { pk, sk } = await everyItem(engine, where);
      await engine.call('UpdateItem', {
        TableName: 'cobro-acme',
        Key: { pk, sk },
        UpdateExpression: 'SET #a = #a + :one',
        ExpressionAttributeNames: { '#a': attribute },
        ExpressionAttributeValues: { ':one': { N: '1' } },
      });
    });
    expect(findings.join('\n')).toMatch(says);
  });

  it('finds an invoice that is gone from the register, and an event that is gone from a story', async () => {
    const findings = await changed(async (engine) => {
      for (const where of [
        (item: any) => item.pk.S.startsWith('register#') && item.sk.S === '000000001',
        (item: any) => item.sk.S === 'event#000000001' && item.pk.S.startsWith('order#'),
      ]) {
        const { pk, sk } = await everyItem(engine, where);
        await engine.call('DeleteItem', { TableName: 'cobro-acme', Key: { pk, sk } });
      }
    });
    expect(findings.length).toBeGreaterThanOrEqual(2);
  });
});

describe('a tenant whose table was lost', () => {
  const dataDir = join(folder, 'restored');

  it('is brought back from a copy of the items: events published, lifecycles running, everything adding up', async () => {
    const restored = await restoreTenant({ tenant, itemsFile, dataDir, besideTable: lost });
    expect(restored.items).toBeGreaterThan(50);
    expect(restored.republished).toBeGreaterThan(10);
    // At the warehouse, waiting and held; the shipped one needs no execution to be paid.
    expect(restored.restarted).toBe(3);
    expect((await verifyData(tenant, dataDir)).findings).toEqual([]);
    expect(existsSync(join(dataDir, 'documents'))).toBe(true);
  }, 60_000);

  it('sends and books nothing twice, and goes on where it was', async () => {
    const cobro = await startCobro('acme', dataDir);
    try {
      await cobro.settle();
      expect((await cobro.mails()).length).toBe(0);
      expect(mailsBefore).toBeGreaterThan(5);
      expect((await cobro.get(`/v1/orders/${orders['paid']}`)).status).toBe('completed');
      const atWarehouse = orders['at the warehouse'] ?? '';
      await shipOrder(cobro, atWarehouse);
      expect(await invoicesOf(cobro, atWarehouse)).toHaveLength(1);
      await receive(cobro, 'RARE', 4);
      await cobro.settle();
      expect(await fulfillmentsOf(cobro, orders['waiting'] ?? '', 'pending')).toHaveLength(1);
      await cobro.post(`/v1/credit-reviews/${orders['held']}/decision`, { decision: 'approve', reason: 'known' });
      await cobro.settle();
      expect((await cobro.get(`/v1/orders/${orders['held']}`)).status).toBe('fulfilling');
      const [open] = await invoicesOf(cobro, orders['shipped'] ?? '');
      await pay(cobro, open, open.totals.due);
      expect((await cobro.get(`/v1/orders/${orders['shipped']}`)).status).toBe('completed');
      const pdf = await cobro.request('GET', `/v1/invoices/${open.id}.pdf`);
      expect(pdf.status).toBe(200);
    } finally {
      await cobro.embedded.stop();
    }
    expect((await verifyData(tenant, dataDir)).findings).toEqual([]);
  }, 60_000);

  it('is not put on top of another', async () => {
    await expect(restoreTenant({ tenant, itemsFile, dataDir: lost })).rejects.toThrow(/not empty/);
  });
});
