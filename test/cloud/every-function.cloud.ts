import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { allFunctions, domains } from '../../infra/domains/index.ts';
import { namesOf } from '../../infra/names.ts';
import { invoicesOf, openShop, placeOrder, shipOrder, today } from '../make/business.ts';
import { clientFor, readDeployed } from './deployed.ts';
import { connectTo } from './deployed-client.ts';
import { linesOf } from './function-log.ts';

const file = process.env['COBRO_DEPLOYED'] ?? '';
const deployed = readDeployed(file);
const cobro = connectTo(file);

/** Query fields a list cannot do without. */
const required: Record<string, string> = { '/v1/audit-trail': '?kind=warehouse&id=MAD' };

const reads = domains
  .flatMap(({ routes }) => Object.values(routes))
  .filter(({ method, path }) => method === 'GET' && !path.includes('{'))
  .map(({ path }) => path + (required[path] ?? ''));

/** Runs a function with what would make it run. */
const run = async (functionName: string, input: object): Promise<any> => {
  const client = new LambdaClient({ ...clientFor(deployed), requestHandler: { requestTimeout: 200_000 } });
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({
      FunctionName: namesOf(deployed.tenant).function(functionName),
      Payload: Buffer.from(JSON.stringify(input)),
    }),
  );
  const said = Buffer.from(Payload ?? []).toString();
  if (FunctionError) throw new Error(`${functionName}: ${said}`);
  return said === '' ? undefined : JSON.parse(said);
};

/** As its schedule would, for a day on which everything that is open is long overdue. */
const runForLater = (functionName: string, days = 60): Promise<any> =>
  run(functionName, { asOf: new Date(Date.now() + days * 86_400_000).toISOString() });

describe('every function works with its own role and nothing more', () => {
  it.each(reads)('GET %s is answered', async (path) => {
    expect((await cobro.request('GET', path)).status).toBe(200);
  });

  it('a file of products is imported, sent along or uploaded before', async () => {
    const { currency } = deployed.tenant;
    const file = (sku: string): string =>
      `sku,name,unitPrice,currency,taxCategory\n${sku},Imported,100,${currency},standard\n`;
    const headers = { 'content-type': 'text/csv' };
    const sent = await cobro.post('/v1/imports/products', file('SENT-1'), { headers });
    const bytes = Buffer.byteLength(file('LOADED-1'));
    const { uploadId, url } = await cobro.post('/v1/uploads', { contentType: 'text/csv', bytes });
    expect((await fetch(url, { method: 'PUT', headers, body: file('LOADED-1') })).status).toBe(200);
    const loaded = await cobro.post('/v1/imports/products', { uploadId });
    await cobro.settle();
    for (const { id } of [sent, loaded]) {
      expect(await cobro.get(`/v1/imports/${id}`)).toMatchObject({
        status: 'done',
        counts: { created: 1, refused: 0 },
      });
    }
  });

  it('a mail about an order bounces, and the order is cancelled', async () => {
    const customer = await openShop(cobro);
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 1 });
    const tags = { about: [id], mail: ['confirmation'] };
    const bounce = { bounceType: 'Permanent', bounceSubType: 'General', feedbackId: `feedback-${id}` };
    await run('record-mail-failure-on-bounce', {
      id: `report-${id}`,
      'detail-type': 'Email Bounced',
      detail: { mail: { messageId: 'the-one', tags }, bounce },
    });
    expect((await cobro.post(`/v1/orders/${id}/cancel`, { reason: 'a test' })).status).toBe('cancelled');
    await cobro.settle();
    const { items } = await cobro.get(`/v1/orders/${id}/timeline`);
    expect(items.map(({ type }: any) => type)).toEqual(expect.arrayContaining(['email.failed', 'order.cancelled']));
  });

  it('an invoice is credited, and the credit note is mailed', async () => {
    const customer = await openShop(cobro);
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 2 });
    await shipOrder(cobro, id);
    const [invoice] = await invoicesOf(cobro, id);
    const note = await cobro.post(`/v1/invoices/${invoice.id}/credit-notes`, { reason: 'A test', amount: 100 });
    await cobro.settle();
    expect(await cobro.get(`/v1/credit-notes/${note.id}`)).toMatchObject({ pdfSha256: expect.any(String) });
    const { items } = await cobro.get(`/v1/orders/${id}/timeline`);
    expect(items.map(({ type }: any) => type)).toContain('credit_note.emailed');
  });

  it('what comes back is taken in and credited', async () => {
    const customer = await openShop(cobro);
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 1 });
    await shipOrder(cobro, id);
    const back = [{ lineId: '1', quantity: 1 }];
    const { id: returnId } = await cobro.post(`/v1/orders/${id}/returns`, { reason: 'A test', lines: back });
    const lines = [{ ...back[0], condition: 'damaged', warehouse: 'MAD' }];
    await cobro.post(`/v1/returns/${returnId}/receive`, { lines });
    await cobro.settle();
    expect(await cobro.get(`/v1/returns/${returnId}`)).toMatchObject({ status: 'received', lines: [{ credited: 1 }] });
  });

  it('the run of the reminders finds late payers and writes to them', async () => {
    const before = (await cobro.mails()).length;
    const { reminded } = await runForLater('run-dunning');
    expect(reminded).toBeGreaterThan(0);
    expect((await cobro.mails()).length - before).toBe(reminded);
    await cobro.settle();
  });

  it('an order that was wanted for today is late in two months, and its customer told', async () => {
    const customer = await openShop(cobro);
    const requestedDeliveryDate = await today(cobro);
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 1 }, { requestedDeliveryDate });
    expect((await runForLater('watch-orders')).late).toBeGreaterThan(0);
    await cobro.settle();
    const { items } = await cobro.get(`/v1/orders/${id}/timeline`);
    expect(items.map(({ type }: any) => type)).toContain('order.late');
  });

  it('late payers are found whose orders are to be held, where the tenant wants that', async () => {
    // What is due in thirty days has left the ten days of grace by then.
    const { late } = await runForLater('hold-orders-on-overdue', 42);
    expect(late > 0).toBe(cobro.tenant.creditPolicy.holdWhenOverdue);
  });

  it('the sweep of unfinished work comes to its end', async () => {
    await runForLater('resume-interrupted-work');
    await cobro.settle();
  });

  it.each(allFunctions.map(({ name }) => name))('%s ran, and was refused nothing', async (name) => {
    const lines = await linesOf(deployed, name);
    expect(lines.filter((line) => line.startsWith('END RequestId')).length).toBeGreaterThan(0);
    expect(lines.filter((line) => /not authorized|AccessDenied/.test(line))).toEqual([]);
  });
});
