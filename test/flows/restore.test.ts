import { mkdtempSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTenant } from '../../infra/read-tenants.ts';
import { writeItems } from '../../local/restore/items-file.ts';
import { type Restored, restoreTenant } from '../../local/restore/restore-tenant.ts';
import { verifyData } from '../../local/restore/verify-data.ts';
import type { Verified } from '../../shared/verification/verify-table.ts';
import {
  books,
  fulfillmentsOf,
  invoicesOf,
  makeCustomer,
  makeProduct,
  openShop,
  orderOf,
  pay,
  placeOrder,
  receive,
  shipFulfillment,
  shipOrder,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

/*
 * A table is lost and comes back as it was some time before, with nothing else: no executions, no schedules, no events
 * under way. The documents lie beside it and survive.
 */

const tenant = readTenant(resolve(import.meta.dirname, '../../infra/tenants/acme.json'));
const work = mkdtempSync(join(tmpdir(), 'restore-'));
const itemsFile = join(work, 'items.jsonl');
const lost = join(work, 'lost');

let cobro: Cobro;
let restored: Restored;
let verified: Verified;
let mailsBefore: number;
const orders: Record<string, string> = {};

beforeAll(async () => {
  cobro = await startCobro();
  const customer = await openShop(cobro);
  const poor = await makeCustomer(cobro, { limit: 0 });
  await makeProduct(cobro, 'RARE');
  const place = async (name: string, pieces: Record<string, number>, customerId = customer.id): Promise<string> => {
    const { id } = await placeOrder(cobro, customerId, pieces);
    orders[name] = id;
    return id;
  };
  const paid = await place('paid', { BOOK: 1 });
  await shipOrder(cobro, paid);
  for (const invoice of await invoicesOf(cobro, paid)) await pay(cobro, invoice, invoice.totals.due);
  await shipOrder(cobro, await place('unpaid', { BOOK: 2 }));
  await place('picking', { BOOK: 3 });
  await place('waiting', { RARE: 4 });
  await place('held', { BOOK: 5 }, poor.id);
  await cobro.settle();
  await writeItems(cobro.embedded.engine, 'cobro-acme', itemsFile);
  mailsBefore = (await cobro.mails()).length;
  // What happens after the copy is lost with the table.
  await place('lost', { BOOK: 6 });

  await cobro.restart(async () => {
    renameSync(cobro.dataDir, lost);
    restored = await restoreTenant({ tenant, itemsFile, dataDir: cobro.dataDir, besideTable: lost });
    verified = await verifyData(tenant, cobro.dataDir);
  });
}, 60_000);
afterAll(() => cobro.stop());

describe('a tenant brought back from a copy of its table', () => {
  it('has books, exposure, register, stock, events and kept PDFs that add up', () => {
    expect(verified.findings).toEqual([]);
    expect(verified.counts).toMatchObject({ invoice: 2, payment: 1, register: 2, stock: 1 });
    expect(verified.counts['order']).toBeGreaterThanOrEqual(10);
  });

  it('runs the lifecycle of every open order, and of no other', async () => {
    expect(restored.restarted).toBe(3);
    const { items } = await cobro.get('/_local/executions?status=RUNNING');
    expect(new Set(items.map(({ input }: any) => input.orderId))).toEqual(
      new Set([orders['picking'], orders['waiting'], orders['held']]),
    );
    expect(items).toHaveLength(3);
  });

  it('publishes again what may have been under way, and mails nobody twice', async () => {
    expect(restored.republished).toBeGreaterThan(20);
    expect(await cobro.mails()).toEqual([]);
    expect(mailsBefore).toBeGreaterThan(5);
    expect((await cobro.get('/_local/dead-letters')).items).toEqual([]);
  });

  it('does not know what came after the copy', async () => {
    expect((await cobro.request('GET', `/v1/orders/${orders['lost']}`)).status).toBe(404);
  });

  it('goes on: picked goods are shipped and invoiced, arriving ones given out, held orders decided', async () => {
    const [picking = '', waiting = '', held = ''] = [orders['picking'], orders['waiting'], orders['held']];
    await shipOrder(cobro, picking);
    await receive(cobro, 'RARE', 4);
    await cobro.settle();
    const [list] = await fulfillmentsOf(cobro, waiting, 'pending');
    await shipFulfillment(cobro, list.id);
    await cobro.post(`/v1/credit-reviews/${held}/decision`, { decision: 'approve', reason: 'Known for years' });
    await cobro.settle();
    await shipOrder(cobro, held);
    for (const id of [orders['unpaid'] ?? '', picking, waiting, held]) {
      const [invoice] = await invoicesOf(cobro, id);
      await pay(cobro, invoice, invoice.totals.due);
      expect([id, (await orderOf(cobro, id)).status]).toEqual([id, 'completed']);
    }
    expect((await books(cobro)).sum).toBe(0);
    const { items } = await cobro.get('/v1/invoices');
    expect(items.map(({ number }: any) => Number(number.slice(-6)))).toEqual([5, 4, 3, 2, 1]);
    let after: Verified | undefined;
    await cobro.restart(async () => {
      after = await verifyData(tenant, cobro.dataDir);
    });
    expect(after?.findings).toEqual([]);
  });

  it('is put into no folder that has something in it', async () => {
    await expect(restoreTenant({ tenant, itemsFile, dataDir: lost })).rejects.toThrow('is not empty');
  });
});
