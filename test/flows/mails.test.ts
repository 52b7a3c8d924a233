import { createHash } from 'node:crypto';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOptions } from '../../shared/aws/clients.ts';
import { callBy } from '../../shared/call.ts';
import { env } from '../../shared/env.ts';
import { deliverInvoice } from '../../shared/invoices/deliver-invoice.ts';
import { invoicePdfName } from '../../shared/invoices/invoice-pdf-name.ts';
import { keys } from '../../shared/table/table-map.ts';
import { getRow, putRow } from '../../shared/table/table.ts';
import { invoicesOf, makeCustomer, openShop, placeOrder, shipOrder, today } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
  await openShop(cobro);
});
afterAll(() => cobro.stop());

const subjectsTo = async (email: string): Promise<string[]> =>
  (await cobro.mails(email)).map((mail) => mail.subject ?? '');

const eventsOf = async (orderId: string, type: string): Promise<any[]> =>
  (await cobro.get(`/v1/orders/${orderId}/timeline`)).items.filter((event: any) => event.type === type);

const invoiced = async (more: Record<string, unknown> = {}): Promise<{ customer: any; order: any; invoice: any }> => {
  const customer = await makeCustomer(cobro, { language: 'en', ...more });
  const order = await placeOrder(cobro, customer.id, { BOOK: 1 });
  await shipOrder(cobro, order.id);
  const [invoice] = await invoicesOf(cobro, order.id);
  return { customer, order, invoice };
};

describe('a held order', () => {
  const decided = async (decision: string): Promise<string[]> => {
    const customer = await makeCustomer(cobro, { limit: 0, language: 'en' });
    const order = await placeOrder(cobro, customer.id, { BOOK: 1 });
    expect(await subjectsTo(customer.email)).toEqual([
      expect.stringContaining(`We have received your order ${order.number}`),
    ]);
    await cobro.post(`/v1/credit-reviews/${order.id}/decision`, { decision, reason: 'Known for years.' });
    await cobro.settle();
    const [, ...later] = await subjectsTo(customer.email);
    return later.map((subject) => subject.replace(order.number, 'N'));
  };

  it('is confirmed when it is approved', async () => {
    expect(await decided('approve')).toEqual([expect.stringContaining('Your order N')]);
  });

  it('is declined by mail when it is rejected', async () => {
    expect(await decided('reject')).toEqual([expect.stringContaining('We cannot accept your order N')]);
  });
});

describe('an accepted order', () => {
  it('is confirmed once', async () => {
    const customer = await makeCustomer(cobro, { language: 'en' });
    await placeOrder(cobro, customer.id, { BOOK: 1 });
    expect(await subjectsTo(customer.email)).toHaveLength(1);
  });
});

describe('an address the mail service refuses for good', () => {
  it('is said in the timeline of the invoice, and finance gets its copy all the same', async () => {
    const customer = await makeCustomer(cobro, { language: 'en' });
    const order = await placeOrder(cobro, customer.id, { BOOK: 1 });
    cobro.embedded.mailbox.failNext(1, 'MessageRejected', 'application/pdf');
    await shipOrder(cobro, order.id);
    const [invoice] = await invoicesOf(cobro, order.id);
    const toldOf = async (): Promise<string[]> =>
      (await subjectsTo(customer.email)).filter((subject) => subject.includes(invoice.number));
    expect(await toldOf()).toEqual([]);
    const copies = (await cobro.mails('acme')).filter((mail) => mail.subject?.includes(invoice.number));
    expect(copies).toHaveLength(1);
    expect(await eventsOf(order.id, 'email.failed')).toMatchObject([
      { subject: invoice.id, data: { about: invoice.id, mail: 'invoice' } },
    ]);
    expect(JSON.stringify(await eventsOf(order.id, 'email.failed'))).not.toContain(customer.email);
    expect(await eventsOf(order.id, 'invoice.emailed')).toEqual([]);
    expect(await cobro.embedded.deliveries.deadLetters()).toEqual([]);
    await deliverInvoice(invoice.id, callBy({ actor: 'test', correlationId: 'test' }));
    expect(await toldOf()).toEqual([]);
    expect(await eventsOf(order.id, 'email.failed')).toHaveLength(1);
  });

  it('is said in the timeline of the order whose confirmation it was for', async () => {
    const customer = await makeCustomer(cobro);
    cobro.embedded.mailbox.failNext(1, 'InvalidParameterValue');
    const order = await placeOrder(cobro, customer.id, { BOOK: 1 });
    expect(await eventsOf(order.id, 'email.failed')).toMatchObject([
      { subject: order.id, data: { about: order.id, mail: 'confirmation' } },
    ]);
    expect(await subjectsTo(customer.email)).toEqual([]);
  });

  it('is tried again later when the service only has no time', async () => {
    const customer = await makeCustomer(cobro);
    cobro.embedded.mailbox.failNext(1, 'Throttling');
    const order = await placeOrder(cobro, customer.id, { BOOK: 1 });
    expect(await eventsOf(order.id, 'email.failed')).toEqual([]);
    expect(await subjectsTo(customer.email)).toHaveLength(1);
  });
});

describe('a reminder', () => {
  it('goes where the customer is reached today, in the language of today', async () => {
    const { customer, invoice } = await invoiced();
    const patch = { email: `new-${customer.email}`, language: 'es' };
    await cobro.request('PATCH', `/v1/customers/${customer.id}`, patch);
    await cobro.advance(32);
    const toNew = (await subjectsTo(patch.email)).filter((subject) => subject.includes(invoice.number));
    expect(toNew).toEqual([expect.stringContaining('ecordatorio')]);
  });

  it('to a refused address is no step of dunning, and goes out once the address is corrected', async () => {
    const { customer, order, invoice } = await invoiced();
    await cobro.advance(30);
    cobro.embedded.mailbox.failNext(1, 'MessageRejected');
    await cobro.advance(2);
    expect(await eventsOf(order.id, 'dunning.step_taken')).toEqual([]);
    expect(await eventsOf(order.id, 'email.failed')).toHaveLength(1);
    const email = `right-${customer.email}`;
    await cobro.request('PATCH', `/v1/customers/${customer.id}`, { email });
    await cobro.advance(2);
    expect(await subjectsTo(email)).toEqual([expect.stringContaining(invoice.number)]);
    expect(await eventsOf(order.id, 'dunning.step_taken')).toHaveLength(1);
  });
});

describe('an invoice delivered twice at once', () => {
  it('keeps the one PDF whose hash is recorded', async () => {
    const bucket = new S3Client({ ...clientOptions(), forcePathStyle: true });
    const { invoice } = await invoiced();
    for (let round = 1; round <= 5; round += 1) {
      // As if it had only just been issued.
      await bucket.send(new DeleteObjectCommand({ Bucket: env().BUCKET_NAME, Key: invoicePdfName(invoice.id) }));
      const row = await getRow(keys.invoice(invoice.id));
      await putRow({ ...row, pdfSha256: null });
      const call = callBy({ actor: 'test', correlationId: 'test' });
      const bank = { ...call.tenant.bank, name: `Another bank ${round}` };
      await Promise.all(
        [call, { ...call, tenant: { ...call.tenant, bank } }].map((one) => deliverInvoice(invoice.id, one)),
      );
      const { pdfSha256 } = await cobro.get(`/v1/invoices/${invoice.id}`);
      const { bytes } = await cobro.request('GET', `/v1/invoices/${invoice.id}.pdf`);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(pdfSha256);
    }
  });
});

describe('the timeline of an order', () => {
  it('still tells of a payment whose allocation was undone', async () => {
    const { order, invoice } = await invoiced();
    const { id } = await cobro.post('/v1/payments', {
      amount: 1210,
      currency: 'EUR',
      receivedOn: await today(cobro),
      method: 'cash',
      allocations: [{ invoiceId: invoice.id, amount: 1210 }],
    });
    await cobro.request('DELETE', `/v1/payments/${id}/allocations/${invoice.id}`);
    await cobro.settle();
    const { items } = await cobro.get(`/v1/orders/${order.id}/timeline`);
    const ofPayment = items.filter((event: any) => event.subject === id).map((event: any) => event.type);
    expect(ofPayment).toEqual(['payment.received', 'payment.applied', 'payment.unapplied']);
  });
});
