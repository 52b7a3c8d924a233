import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Anywhere } from '../make/anywhere.ts';
import {
  books,
  fulfillmentsOf,
  invoicesOf,
  makeCustomer,
  makeProduct,
  openShop,
  orderOf,
  receive,
  shipFulfillment,
  today,
} from '../make/business.ts';
import { describeRestored, operatorIn, readStream, restoredNameOf, restoreTable } from './bring-back.ts';
import { deadLettersOf } from './dead-letters.ts';
import { readDeployed } from './deployed.ts';
import { connectTo } from './deployed-client.ts';
import { itemsOf } from './pending-work.ts';

/*
 *   ── orders at every stage ── a last payment, unheard ──┬── more is shipped and invoiced ── the table is lost
 *                                                         └── point in time ── docs/restore.md ── all goes on
 */

const file = process.env['COBRO_DEPLOYED'] ?? '';
const deployed = readDeployed(file);
const { name } = deployed.tenant;
const assembly = process.env['COBRO_ASSEMBLY'] ?? '';
const tableName = restoredNameOf(deployed);
const operator = operatorIn(dirname(file));
const start = new Date().toISOString();

const before = connectTo(file);
/** Ids of orders by their stage at the restored instant. */
const orders = { paid: '', shipped: '', listed: '', waiting: '', held: '' };
/** Their statuses then. */
const stages = {
  paid: 'shipped',
  shipped: 'shipped',
  listed: 'fulfilling',
  waiting: 'backordered',
  held: 'credit_hold',
};
/** What had been issued, mailed and started when the table was lost. */
let lost: { number: string; invoiceId: string; orderId: string; mails: number };
let restoredFile = '';

const place = async (cobro: Anywhere, customerId: string, sku: string, quantity: number): Promise<string> => {
  const { currency } = cobro.tenant;
  const { id } = await cobro.post('/v1/orders', { customerId, currency, lines: [{ sku, quantity }] });
  return id;
};

const ship = async (cobro: Anywhere, ...orderIds: string[]): Promise<void> => {
  for (const orderId of orderIds) {
    for (const { id } of await fulfillmentsOf(cobro, orderId, 'pending')) await shipFulfillment(cobro, id);
  }
};

const payFor = async (cobro: Anywhere, orderId: string): Promise<void> => {
  const [{ number, totals }] = await invoicesOf(cobro, orderId);
  await cobro.post('/v1/payments', {
    amount: totals.due,
    currency: cobro.tenant.currency,
    receivedOn: await today(cobro),
    method: 'bank_transfer',
    reference: `Invoice ${number}`,
  });
};

const counterOf = (number: string): number => Number(number.slice(-6));

/** One order at every stage, and a payment that nobody but the table has heard of. */
const leaveOrdersAtEveryStage = async (): Promise<string> => {
  const { id: customerId } = await openShop(before);
  await makeProduct(before, 'RARE');
  orders.paid = await place(before, customerId, 'BOOK', 2);
  orders.shipped = await place(before, customerId, 'BOOK', 1);
  orders.listed = await place(before, customerId, 'BOOK', 3);
  orders.waiting = await place(before, customerId, 'RARE', 4);
  const { id: withoutLimit } = await makeCustomer(before, { limit: 0 });
  orders.held = await place(before, withoutLimit, 'BOOK', 5);
  await before.settle();
  await ship(before, orders.paid, orders.shipped);
  await before.settle();
  await readStream(deployed, false);
  await payFor(before, orders.paid);
  return customerId;
};

/** What happens after the restored instant, and is lost with the table. */
const goOnUntilLost = async (customerId: string): Promise<void> => {
  await readStream(deployed, true);
  const orderId = await place(before, customerId, 'BOOK', 1);
  await ship(before, orders.listed);
  await before.settle();
  const [{ number, id: invoiceId }] = await invoicesOf(before, orders.listed);
  lost = { number, invoiceId, orderId, mails: (await before.mails()).length };
};

const statusesOf = async (cobro: Anywhere): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(orders).map(async ([stage, id]) => [stage, (await orderOf(cobro, id)).status] as const),
    ),
  );

describe('a tenant whose table is lost', () => {
  it('had orders at every stage at the instant that is restored, and went on after it', async () => {
    const customerId = await leaveOrdersAtEveryStage();
    expect(await statusesOf(before)).toEqual(stages);
    await restoreTable(deployed, tableName);
    await goOnUntilLost(customerId);
  });

  it('has its copy completed and verified, the payment nobody had counted included', async () => {
    const words = ['--tenant', name, '--table', tableName];
    const findings = await operator.refused('verify', words);
    expect(findings.match(/is not in the balances yet/g)?.length).toBeGreaterThan(0);
    expect(await operator.run('project-journals', [name], { TABLE_NAME: tableName })).toMatch(
      /^[1-9]\d* journals counted/,
    );
    const said = await operator.run('verify', words);
    console.log(said.trim());
    expect(said).toContain('Everything adds up.');
  });

  it('has the copy put in its place', async () => {
    const said = await operator.run('adopt-table', [name, tableName]);
    const [, words = ''] = /^npm run deploy -- (.*)$/m.exec(said) ?? [];
    expect(words).toContain(`TableName=${tableName}`);
    const deploy = [...words.split(' '), '--app', assembly, '--require-approval', 'never'];
    await operator.run('deploy', deploy);
    const answer = await connectTo(file).request('GET', `/v1/orders/${lost.orderId}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'order_not_found']);
  });

  it('publishes again, starts every open order from its row, and mails, books and issues nothing twice', async () => {
    restoredFile = await describeRestored(deployed, { file, tableName, from: start });
    const cobro = connectTo(restoredFile);
    const said = await operator.run('republish', [name, '--from', start, '--to', new Date().toISOString()]);
    expect(said).toMatch(/^[1-9]\d+ events/);
    const run = 2_000_000_000;
    const restarted = await operator.run('restart-lifecycles', [name, '--run', String(run)]);
    console.log(said.trim(), restarted.trim());
    await cobro.settle();
    // The payment completes its order now that it is heard of.
    expect(await statusesOf(cobro)).toEqual({ ...stages, paid: 'completed' });
    expect((await cobro.mails()).length).toBe(lost.mails);
    for (const id of [orders.listed, orders.waiting, orders.held]) {
      expect((await cobro.executionsOf(id)).filter((status) => status === 'RUNNING')).toHaveLength(1);
    }
    expect((await books(cobro)).sum).toBe(0);
  });

  it('ships, invoices and is paid, approves what was held, and gives arrived goods to who waited for them', async () => {
    const cobro = connectTo(restoredFile);
    await cobro.post(`/v1/credit-reviews/${orders.held}/decision`, { decision: 'approve', reason: 'Known for years' });
    await receive(cobro, 'RARE', 4);
    await ship(cobro, orders.listed);
    await cobro.settle();
    const [invoice] = await invoicesOf(cobro, orders.listed);
    expect(invoice.number).toBe(lost.number);
    expect(invoice.id).not.toBe(lost.invoiceId);
    await ship(cobro, orders.held, orders.waiting);
    await cobro.settle();
    for (const id of Object.values(orders).filter((one) => one !== orders.paid)) await payFor(cobro, id);
    await cobro.settle();
    expect(new Set(Object.values(await statusesOf(cobro)))).toEqual(new Set(['completed']));
    const counters = await Promise.all(
      [orders.listed, orders.held, orders.waiting].map(async (id) =>
        counterOf((await invoicesOf(cobro, id))[0].number),
      ),
    );
    const first = counterOf(lost.number);
    expect(counters.toSorted((a, b) => a - b)).toEqual([first, first + 1, first + 2]);
    const issued = await cobro.get(`/v1/invoices/${invoice.id}`);
    const pdf = await cobro.request('GET', `/v1/invoices/${invoice.id}.pdf`);
    expect(createHash('sha256').update(pdf.bytes).digest('hex')).toBe(issued.pdfSha256);
  });

  it('adds up at the end: books, exposure, register, stock and events, and no work lies in a dead-letter queue', async () => {
    const cobro = connectTo(restoredFile);
    expect(await operator.run('verify', ['--tenant', name, '--table', tableName])).toContain('Everything adds up.');
    expect((await books(cobro)).sum).toBe(0);
    expect(await deadLettersOf(deployed)).toEqual([]);
    // The lost table is as it was: nothing of this was written there.
    expect((await itemsOf(deployed, ['id'])).some(({ id }) => id === lost.invoiceId)).toBe(true);
    expect((await itemsOf(readDeployed(restoredFile), ['id'])).some(({ id }) => id === lost.invoiceId)).toBe(false);
  });
});
