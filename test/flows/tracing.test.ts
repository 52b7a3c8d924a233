import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fulfillmentsOf, openShop } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

describe('the id of a request', () => {
  let cobro: Cobro;
  let orderId: string;
  let returnedId: string | null;
  beforeAll(async () => {
    cobro = await startCobro();
    const customer = await openShop(cobro);
    const answer = await cobro.request(
      'POST',
      '/v1/orders',
      { customerId: customer.id, currency: 'EUR', lines: [{ sku: 'BOOK', quantity: 1 }] },
      { headers: { 'x-request-id': 'checkout-4711' } },
    );
    returnedId = answer.headers.get('x-request-id');
    orderId = answer.body.id;
    await cobro.settle();
    const [list] = await fulfillmentsOf(cobro, orderId);
    const path = `/v1/fulfillments/${list.id}`;
    await cobro.post(`${path}/pick`, {});
    await cobro.post(`${path}/pack`, { packages: [{ weightGrams: 900 }] });
    await cobro.post(`${path}/quality-check`, { result: 'pass' });
    await cobro.post(`${path}/ship`, {}, { headers: { 'x-request-id': 'truck-0815' } });
    await cobro.settle();
  });
  afterAll(() => cobro.stop());

  const mailsOf = async (correlationId: string) =>
    (await cobro.mails()).filter((mail) => mail.headers.get('x-correlation-id') === correlationId);

  it('leads from the request over its events to the mail that confirms the order', async () => {
    expect(returnedId).toBe('checkout-4711');
    const { items }: { items: any[] } = await cobro.get(`/v1/orders/${orderId}/timeline`);
    const caused = items.filter((event) => event.correlationId === 'checkout-4711').map((event) => event.type);
    expect(caused).toEqual(expect.arrayContaining(['order.received', 'order.accepted', 'fulfillment.created']));
    const mails = await mailsOf('checkout-4711');
    expect(mails).toHaveLength(1);
    const lines = await cobro.logLines();
    expect(lines).toContainEqual(
      expect.objectContaining({ function: 'confirm-order-on-order-decided', correlationId: 'checkout-4711', orderId }),
    );
  });

  it('of a shipment leads to its notice, to the invoice and to both mails that is sent with', async () => {
    const { items }: { items: any[] } = await cobro.get(`/v1/orders/${orderId}/timeline`);
    expect(items.find((event) => event.type === 'invoice.issued')).toMatchObject({ correlationId: 'truck-0815' });
    const mails = await mailsOf('truck-0815');
    const invoices = mails.filter((mail) => mail.attachments[0]?.contentType === 'application/pdf');
    const notices = mails.filter((mail) => mail.subject?.includes('está en camino'));
    expect([mails.length, invoices.length, notices.length]).toEqual([3, 2, 1]);
  });
});
