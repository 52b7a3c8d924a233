import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Anywhere, deployedTenant, openTenant } from '../make/anywhere.ts';
import {
  books,
  fulfillmentsOf,
  invoicesOf,
  makeCustomer,
  makeProduct,
  makeWarehouse,
  orderOf,
  pay,
  receive,
  shipFulfillment,
} from '../make/business.ts';
import { homeTaxes } from '../make/home-taxes.ts';

let cobro: Anywhere;
let total: ReturnType<typeof homeTaxes>;
beforeAll(async () => {
  cobro = await openTenant();
  total = homeTaxes(cobro, { reduced: 3 * 1999, standard: 4950 });
});

/** As a Spanish mail writes it: 12587 is 125,87 in euros. */
const inSpanish = (minorUnits: number): string => {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('es', {
    style: 'currency',
    currency: cobro.tenant.currency,
  }).resolvedOptions();
  return (minorUnits / 10 ** digits).toFixed(digits).replace('.', ',');
};
afterAll(() => cobro.stop());

describe('first cash: an order travels from HTTPS to money in the books', () => {
  let customer: any;
  let order: any;
  let invoice: any;

  it('takes the order once, however often it is posted with the same key', async () => {
    await makeWarehouse(cobro);
    await makeProduct(cobro, 'BOOK', { unitPrice: 1999, taxCategory: 'reduced' });
    await makeProduct(cobro, 'LAMP', { unitPrice: 4950 });
    await receive(cobro, 'BOOK', 10);
    await receive(cobro, 'LAMP', 10);
    customer = await makeCustomer(cobro);
    const body = {
      customerId: customer.id,
      currency: cobro.tenant.currency,
      lines: [
        { sku: 'BOOK', quantity: 3 },
        { sku: 'LAMP', quantity: 1 },
      ],
    };
    const first = await cobro.request('POST', '/v1/orders', body, { as: 'storefront', key: 'order-1' });
    const second = await cobro.request('POST', '/v1/orders', body, { as: 'storefront', key: 'order-1' });
    expect(first.status).toBe(201);
    expect(second.status).toBe(201);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(second.body).toEqual(first.body);
    order = first.body;
    expect(order).toMatchObject({
      status: 'accepted',
      credit: { decision: 'approved' },
      totals: { net: 10_947, shipping: 0, tax: total.tax, gross: total.gross, discount: 0 },
    });
    await cobro.settle();
    expect((await cobro.get(`/v1/orders?customerId=${customer.id}`)).items).toHaveLength(1);
  });

  it('refuses the same key for another order', async () => {
    const other = { customerId: customer.id, currency: cobro.tenant.currency, lines: [{ sku: 'LAMP', quantity: 2 }] };
    const answer = await cobro.request('POST', '/v1/orders', other, { as: 'storefront', key: 'order-1' });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'idempotency_key_reused', status: 422 });
  });

  it('reserves what was ordered and confirms it by mail in the customer’s language', async () => {
    expect(await orderOf(cobro, order.id)).toMatchObject({
      status: 'fulfilling',
      lines: [{ reserved: 3 }, { reserved: 1 }],
    });
    const [stock] = (await cobro.get('/v1/stock?sku=BOOK')).items;
    expect(stock).toEqual({ sku: 'BOOK', warehouse: 'MAD', onHand: 10, reserved: 3, available: 7 });
    const [mail] = await cobro.mails(customer.email);
    expect(mail?.subject).toContain(order.number);
    expect(mail?.html).toBeTruthy();
    expect(mail?.text).toContain(inSpanish(total.gross));
  });

  it('is picked, packed, checked and shipped, and invoiced within seconds', async () => {
    const [list] = await fulfillmentsOf(cobro, order.id);
    const early = await cobro.request('POST', `/v1/fulfillments/${list.id}/ship`, {});
    expect(early.status).toBe(409);
    expect(early.body.code).toBe('wrong_status');
    const shipment = await shipFulfillment(cobro, list.id);
    expect(shipment).toMatchObject({ orderId: order.id, status: 'dispatched', trackingNumber: 'TRACK-1' });
    await cobro.settle();
    [invoice] = await invoicesOf(cobro, order.id);
    const series = cobro.tenant.invoiceSeries.replace('{year}', invoice.issueDate.slice(0, 4));
    expect(invoice.number).toBe(`${series}-000001`);
    expect(invoice).toMatchObject({
      status: 'open',
      orderIds: [order.id],
      shipmentIds: [shipment.id],
      totals: { net: 10_947, tax: total.tax, gross: total.gross, due: total.gross },
      taxBreakdown: total.breakdown,
    });
    expect(invoice.dueDate > invoice.issueDate).toBe(true);
    expect((await cobro.get('/v1/stock?sku=BOOK')).items[0]).toMatchObject({ onHand: 7, reserved: 0, available: 7 });
  });

  it('has one PDF, kept as it was sent, in the mails to the customer and to finance', async () => {
    const pdf = await cobro.request('GET', `/v1/invoices/${invoice.id}.pdf`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const fresh = await cobro.get(`/v1/invoices/${invoice.id}`);
    expect(createHash('sha256').update(pdf.bytes).digest('hex')).toBe(fresh.pdfSha256);
    const toCustomer = (await cobro.mails(customer.email)).filter((mail) => mail.attachments.length > 0);
    const toFinance = await cobro.mails(cobro.tenant.financeEmail);
    expect(toCustomer).toHaveLength(1);
    expect(toFinance).toHaveLength(1);
    for (const mail of [...toCustomer, ...toFinance]) {
      expect(mail.attachments[0]?.filename).toBe(`${invoice.number}.pdf`);
      expect(mail.attachments[0]?.content.equals(pdf.bytes)).toBe(true);
    }
  });

  it('is paid by a transfer that names the invoice, and completes', async () => {
    const payment = await pay(cobro, invoice, total.gross);
    expect(payment).toMatchObject({
      status: 'applied',
      applied: total.gross,
      unapplied: 0,
      allocations: [{ invoiceId: invoice.id, amount: total.gross }],
    });
    expect(await cobro.get(`/v1/invoices/${invoice.id}`)).toMatchObject({
      status: 'paid',
      totals: { paid: total.gross, due: 0 },
    });
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
    expect(await cobro.get(`/v1/customers/${customer.id}/credit`)).toMatchObject({ used: 0, available: 1_000_000 });
  });

  it('leaves balanced books: the money in the bank, the tax owed, nothing receivable', async () => {
    const { sum, balanceOf } = await books(cobro);
    expect(sum).toBe(0);
    expect(balanceOf('bank')).toBe(total.gross);
    expect(balanceOf('receivables')).toBe(0);
    expect(balanceOf('customer_credit')).toBe(0);
    expect(balanceOf('revenue')).toBe(-10_947);
    expect(balanceOf('output_tax')).toBe(0 - total.tax);
  });

  it('tells its story in order, causes before effects, every subject without gaps', async () => {
    const { items } = await cobro.get(`/v1/orders/${order.id}/timeline`);
    const types = items.map((event: any) => event.type);
    const story = [
      'order.received',
      'order.accepted',
      'fulfillment.created',
      'fulfillment.picked',
      'fulfillment.packed',
      'fulfillment.checked',
      'fulfillment.shipped',
      'shipment.dispatched',
      'invoice.issued',
      'payment.received',
      'payment.applied',
      'invoice.paid',
      'order.completed',
    ];
    expect(types.filter((type: string) => story.includes(type))).toEqual(story);
    const bySubject = new Map<string, number[]>();
    for (const event of items) bySubject.set(event.subject, [...(bySubject.get(event.subject) ?? []), event.sequence]);
    for (const sequences of bySubject.values())
      expect(sequences).toEqual(sequences.map((_: number, at: number) => at + 1));
    const places = new Map(items.map((event: any, at: number) => [event.id, at]));
    for (const [at, event] of items.entries()) {
      const cause = places.get(event.causationId);
      if (cause !== undefined) expect(cause).toBeLessThan(at);
    }
  });

  it('appears in the feed of events, every event once and in order of its subject', async () => {
    await cobro.feedCaughtUp();
    const seen: any[] = [];
    let after: string | null = '';
    for (;;) {
      const page: any = await cobro.get(`/v1/events?limit=7${after ? `&after=${after}` : ''}`);
      seen.push(...page.items);
      if (page.items.length === 0) break;
      after = page.nextCursor;
    }
    const ids = seen.map((event) => event.id);
    expect(new Set(ids).size).toBe(ids.length);
    const { items: timeline } = await cobro.get(`/v1/orders/${order.id}/timeline`);
    expect(ids).toEqual(expect.arrayContaining(timeline.map((event: any) => event.id)));
  });

  it.skipIf(deployedTenant !== undefined)('is all still there after a restart', async () => {
    await cobro.restart?.();
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed' });
    // The confirmation, the notice of the shipment, the invoice.
    expect((await cobro.mails(customer.email)).length).toBe(3);
    expect((await books(cobro)).sum).toBe(0);
    const again = await cobro.request('GET', `/v1/invoices/${invoice.id}.pdf`);
    expect(again.status).toBe(200);
  });
});
