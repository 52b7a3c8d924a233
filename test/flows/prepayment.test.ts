import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditGaps } from '../make/audit.ts';
import {
  books,
  fulfillmentsOf,
  makeCustomer,
  makeProduct,
  makeWarehouse,
  orderOf,
  payForOrder,
  receiveMoney,
  placeOrder,
  receive,
  shipOrder,
  today,
} from '../make/business.ts';
import type { Asking } from '../make/client.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

/*
 * Customers without terms pay in advance. Their orders here go to a business in France, where no tax is due on receipt, so
 * that money and release stand alone; what is taxed on receipt is in prepayment-invoices.test.ts.
 */

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro('acme', undefined, { creditPolicy: { prepaymentWithoutTerms: true } });
  await makeWarehouse(cobro);
  await makeProduct(cobro, 'BOOK');
  await receive(cobro, 'BOOK', 10_000);
});
afterAll(() => cobro.stop());

const french = {
  taxId: 'FR40303265045',
  billingAddress: { line1: '1 rue de la Paix', city: 'Paris', postalCode: '75002', country: 'FR' },
};
const newCustomer = (more: Record<string, unknown> = {}): Promise<any> =>
  makeCustomer(cobro, { limit: 1_000_000, ...french, ...more });

const payment = (amount: number, more: Record<string, unknown> = {}): Promise<any> => receiveMoney(cobro, amount, more);
const payFor = (order: any, amount: number): Promise<any> => payForOrder(cobro, order, amount);
const undo = async (paymentId: string, target: string): Promise<number> => {
  const { status } = await cobro.request('DELETE', `/v1/payments/${paymentId}/allocations/${target}`);
  await cobro.settle();
  return status;
};
const usedBy = async (customer: any): Promise<number> => (await cobro.get(`/v1/customers/${customer.id}/credit`)).used;

/** An order of 100.00 that waits for its payment. */
const held = async (more: Record<string, unknown> = {}): Promise<{ customer: any; order: any }> => {
  const customer = await newCustomer(more);
  const order = await placeOrder(cobro, customer.id, { BOOK: 10 });
  expect(order).toMatchObject({ status: 'credit_hold', totals: { gross: 10_000 } });
  return { customer, order };
};

describe('who pays in advance', () => {
  it('is who has no terms, whatever the limit, and is told how much', async () => {
    const { customer, order } = await held();
    expect(order.credit).toEqual({
      decision: 'held',
      reasons: [
        {
          code: 'prepayment_required',
          detail: '€100.00 is to be paid in advance: the customer has no payment terms.',
        },
      ],
    });
    expect(await usedBy(customer)).toBe(0);
    expect(await fulfillmentsOf(cobro, order.id)).toEqual([]);
    expect((await orderOf(cobro, order.id)).nextActions).toEqual([
      { who: 'customer', what: 'Pay €100.00 in advance', why: order.credit.reasons[0].detail },
    ]);
  });

  it.each([
    ['with terms', { paymentTerms: { netDays: 14 } }, 'auto', 'approved'],
    ['never held', {}, 'off', 'approved'],
    ['always held', {}, 'on', 'held'],
  ])('is not a customer %s', async (_, more, hold, decision) => {
    const customer = await newCustomer(more);
    await cobro.put(`/v1/customers/${customer.id}/credit`, { hold });
    const order = await placeOrder(cobro, customer.id, { BOOK: 1 });
    expect(order.credit.decision).toBe(decision);
    expect(order.credit.reasons[0].code).not.toBe('prepayment_required');
  });

  it('is not asked for an order of nothing', async () => {
    await makeProduct(cobro, 'GIFT', { unitPrice: 0 });
    await receive(cobro, 'GIFT', 1);
    const order = await placeOrder(cobro, (await newCustomer()).id, { GIFT: 1 });
    expect(order.credit.decision).toBe('approved');
  });

  it('may be spared by a reviewer', async () => {
    const { order } = await held();
    await cobro.post(`/v1/credit-reviews/${order.id}/decision`, { decision: 'approve', reason: 'A friend' });
    await cobro.settle();
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'fulfilling' });
  });
});

describe('the pro-forma', () => {
  const textOf = async (pdf: Uint8Array): Promise<string> => {
    const { text } = await extractText(await getDocumentProxy(Uint8Array.from(pdf)), { mergePages: true });
    return text.replace(/\s+/g, ' ');
  };
  const proForma = (id: string, asking?: Asking) =>
    cobro.request('GET', `/v1/orders/${id}/pro-forma.pdf`, undefined, asking);

  it('is mailed once, with what is to be paid and where, and read as it was sent', async () => {
    const { customer, order } = await held();
    const mails = await cobro.mails(customer.email);
    expect(mails.map((mail) => mail.subject)).toEqual([
      `Pago por adelantado de su pedido ${order.number} en Acme Distribución S.L.`,
    ]);
    const [mail] = mails;
    const iban = 'ES91 2100 0418 4502 0005 1332';
    for (const part of ['100,00 €', iban, `Concepto de la transferencia: ${order.number}`, 'No es una factura']) {
      expect(mail?.text?.replaceAll('\u00a0', ' ')).toContain(part);
    }
    const answer = await proForma(order.id, { as: 'sales' });
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(mail?.attachments).toMatchObject([{ filename: `${order.number}-pro-forma.pdf` }]);
    expect(Buffer.compare(answer.bytes, mail?.attachments[0]?.content ?? Buffer.of())).toBe(0);
    const text = await textOf(answer.bytes);
    for (const part of [
      `Proforma Pedido ${order.number}`,
      'Importe a pagar por adelantado',
      '100,00 €',
      `IBAN ${iban}`,
      `Concepto ${order.number}`,
      'Este documento no es una factura',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/FA-\d|Factura|Fecha de emisión|Vencimiento/);
    await payFor(order, 10_000);
    expect((await cobro.mails(customer.email)).map((one) => one.subject)).toHaveLength(2);
    expect((await proForma(order.id)).bytes.equals(answer.bytes)).toBe(true);
  });

  it('is written in English for who speaks it', async () => {
    const { customer, order } = await held({ language: 'en' });
    const [mail] = await cobro.mails(customer.email);
    expect(mail?.subject).toBe(`Please pay your order ${order.number} with Acme Distribución S.L. in advance`);
    const text = await textOf((await proForma(order.id)).bytes);
    for (const part of [`Pro forma Order ${order.number}`, 'Amount to pay in advance', 'This is not an invoice']) {
      expect(text).toContain(part);
    }
  });

  it('is there for its customer, and for no other, and of no other order', async () => {
    const { customer, order } = await held();
    const other = await newCustomer({ paymentTerms: { netDays: 14 } });
    const { id } = await placeOrder(cobro, other.id, { BOOK: 1 });
    expect((await proForma(order.id, { as: 'storefront', customerId: customer.id })).status).toBe(200);
    expect((await proForma(order.id, { as: 'storefront', customerId: other.id })).body.code).toBe('order_not_found');
    expect((await proForma(id)).body).toMatchObject({ status: 404, code: 'pro_forma_not_found' });
  });

  it('that the mail service refuses stands in the timeline', async () => {
    const { order } = await held({ email: 'bounce@simulator.amazonses.com' });
    const { items } = await cobro.get(`/v1/orders/${order.id}/timeline`);
    expect(items.find((one: any) => one.type === 'email.failed').data).toMatchObject({ mail: 'pro-forma' });
  });
});

describe('a payment in advance', () => {
  it('releases its order, which then counts nothing beside the money, and completes it', async () => {
    const { customer, order } = await held();
    const { id } = await payFor(order, 10_000);
    expect(await orderOf(cobro, order.id)).toMatchObject({
      status: 'fulfilling',
      credit: { decision: 'approved', reasons: [{ code: 'prepaid', detail: '€100.00 was paid in advance.' }] },
    });
    expect(await usedBy(customer)).toBe(0);
    await shipOrder(cobro, order.id);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
    expect(await cobro.get(`/v1/payments/${id}`)).toMatchObject({ status: 'applied', unapplied: 0 });
    expect(await usedBy(customer)).toBe(0);
    expect(await cobro.executionsOf(order.id)).toEqual(['SUCCEEDED']);
  });

  it.each(['pedido SO-000000', 'so 000000', 'SO000000', 'Pedido so-0'])(
    'is found by its order’s number like %s',
    async (like) => {
      const { customer, order } = await held();
      const number = String(Number(order.number.slice(3)));
      const reference = `${like.slice(0, like.endsWith('00') ? -number.length : -1)}${number}, gracias`;
      expect(await payment(10_500, { reference })).toMatchObject({
        customerId: customer.id,
        applied: 0,
        unapplied: 10_500,
      });
      expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'fulfilling' });
      await shipOrder(cobro, order.id);
      expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed' });
      // What was paid too much stays the customer's.
      expect(await usedBy(customer)).toBe(-500);
    },
  );

  it('finds its order when it is allocated later', async () => {
    const { customer, order } = await held();
    const { id } = await payment(10_000, { customerId: customer.id });
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'credit_hold' });
    await cobro.post(`/v1/payments/${id}/allocations`, { allocations: [{ orderId: order.id, amount: 10_000 }] });
    await cobro.settle();
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'fulfilling' });
  });

  it('of too little leaves it held and says what is missing; two halves at once release it', async () => {
    const { order } = await held();
    await payFor(order, 4000);
    const { status, credit } = await orderOf(cobro, order.id);
    expect({ status, detail: credit.reasons[0].detail }).toEqual({
      status: 'credit_hold',
      detail: '€40.00 of €100.00 was paid in advance, €60.00 is missing.',
    });
    await Promise.all([payFor(order, 3000), payFor(order, 3000)]);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'fulfilling', lines: [{ reserved: 10 }] });
  });

  it('of more than the order is refused when it names the order', async () => {
    const { order } = await held();
    const amount = 10_001;
    const body = { amount, currency: 'EUR', receivedOn: await today(cobro), method: 'cash' };
    const answer = await cobro.request('POST', '/v1/payments', {
      ...body,
      allocations: [{ orderId: order.id, amount }],
    });
    expect(answer.body.code).toBe('over_allocated');
  });

  it('is enough once a part of the order is cancelled', async () => {
    const { order } = await held();
    await payFor(order, 7000);
    await cobro.post(`/v1/orders/${order.id}/cancel`, { reason: 'Less', lines: [{ lineId: '1', quantity: 3 }] });
    await cobro.settle();
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'fulfilling', lines: [{ reserved: 7 }] });
  });

  it('does not release the order of a customer put on hold meanwhile', async () => {
    const { customer, order } = await held();
    await cobro.put(`/v1/customers/${customer.id}/credit`, { hold: 'on' });
    await payFor(order, 10_000);
    expect(await orderOf(cobro, order.id)).toMatchObject({
      status: 'credit_hold',
      credit: { reasons: [{ code: 'customer_on_hold' }] },
    });
  });

  it('counts once, however often and late its events come', async () => {
    const { order } = await held();
    const { id } = await payFor(order, 10_000);
    const { version } = await orderOf(cobro, order.id);
    const { items } = await cobro.get(`/v1/orders/${order.id}/timeline`);
    const received = items.find((one: any) => one.type === 'payment.received' && one.subject === id);
    await undo(id, order.id);
    const { handler } = await import('../../functions/orders/release-order-on-prepayment.ts');
    const { actor: _, versionBefore: __, versionAfter: ___, alsoChanged: ____, ...event } = received;
    await Promise.all([1, 2, 3].map(() => handler({ detail: event })));
    const after = await orderOf(cobro, order.id);
    expect(after.version).toBeGreaterThan(version);
    expect(after).toMatchObject({ status: 'credit_hold', credit: { reasons: [{ code: 'prepayment_required' }] } });
  });
});

describe('a payment in advance that is taken back', () => {
  it('before the release, is missing again', async () => {
    const { customer, order } = await held();
    const { id } = await payFor(order, 4000);
    expect(await undo(id, order.id)).toBe(200);
    expect((await orderOf(cobro, order.id)).credit.reasons[0].detail).toContain('€100.00 is to be paid in advance');
    expect(await undo(id, order.id)).toBe(404);
    await payFor(order, 10_000);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'fulfilling' });
    expect(await usedBy(customer)).toBe(-4000);
  });

  it('before anything is picked, holds the order again: nothing stays reserved, and it goes on when it is paid', async () => {
    const { customer, order } = await held();
    const { id } = await payFor(order, 10_000);
    const [list] = await fulfillmentsOf(cobro, order.id, 'pending');
    await undo(id, order.id);
    expect(await orderOf(cobro, order.id)).toMatchObject({
      status: 'credit_hold',
      credit: { decision: 'held', reasons: [{ code: 'prepayment_required' }] },
      lines: [{ reserved: 0 }],
    });
    expect(await cobro.get(`/v1/fulfillments/${list.id}`)).toMatchObject({ status: 'cancelled' });
    expect(await usedBy(customer)).toBe(-10_000);
    await cobro.post(`/v1/payments/${id}/allocations`, { allocations: [{ orderId: order.id, amount: 10_000 }] });
    await cobro.settle();
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'fulfilling', lines: [{ reserved: 10 }] });
    await shipOrder(cobro, order.id);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed' });
    expect(await usedBy(customer)).toBe(0);
    expect(await cobro.executionsOf(order.id)).toEqual(['SUCCEEDED']);
  });

  it('and whose order a reviewer lets through all the same, goes on', async () => {
    const { order } = await held();
    const { id } = await payFor(order, 10_000);
    await undo(id, order.id);
    await cobro.post(`/v1/credit-reviews/${order.id}/decision`, { decision: 'approve', reason: 'A friend' });
    await cobro.settle();
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'fulfilling', lines: [{ reserved: 10 }] });
    await shipOrder(cobro, order.id);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'shipped' });
  });

  it('and whose order a reviewer rejects, ends it', async () => {
    const { customer, order } = await held();
    const { id } = await payFor(order, 10_000);
    await undo(id, order.id);
    await cobro.post(`/v1/credit-reviews/${order.id}/decision`, { decision: 'reject', reason: 'No' });
    await cobro.settle();
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'rejected' });
    expect(await usedBy(customer)).toBe(-10_000);
    expect(await cobro.executionsOf(order.id)).toEqual(['SUCCEEDED']);
  });

  it('gives its pieces to who waits for them', async () => {
    await makeProduct(cobro, 'RARE', { unitPrice: 10_000 });
    await receive(cobro, 'RARE', 1);
    const order = await placeOrder(cobro, (await newCustomer()).id, { RARE: 1 });
    const { id } = await payFor(order, 10_000);
    const other = await placeOrder(cobro, (await newCustomer({ paymentTerms: { netDays: 30 } })).id, { RARE: 1 });
    expect(await orderOf(cobro, other.id)).toMatchObject({ status: 'backordered' });
    await undo(id, order.id);
    expect(await orderOf(cobro, other.id)).toMatchObject({ status: 'fulfilling' });
    await payFor(order, 10_000);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'backordered' });
    await undo(id, order.id);
  });

  it('of sixty lines, some of them waiting, gives all of them back', async () => {
    const skus = Array.from({ length: 60 }, (_, at) => `MANY-${at}`);
    for (const sku of skus) await makeProduct(cobro, sku, { unitPrice: 100 });
    for (const sku of skus.slice(0, 50)) await receive(cobro, sku, 5);
    const order = await placeOrder(cobro, (await newCustomer()).id, Object.fromEntries(skus.map((sku) => [sku, 1])));
    const { id } = await payFor(order, 6000);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'backordered' });
    await undo(id, order.id);
    const after = await orderOf(cobro, order.id);
    expect(after.status).toBe('credit_hold');
    expect(after.lines.map((line: any) => line.reserved)).toEqual(skus.map(() => 0));
    await payFor(order, 6000);
    const again = await orderOf(cobro, order.id);
    expect(again.status).toBe('backordered');
    expect(again.lines.filter((line: any) => line.reserved === 1)).toHaveLength(50);
  });

  it('after something was picked, leaves the order and says so', async () => {
    const { customer, order } = await held();
    const { id } = await payFor(order, 10_000);
    const [list] = await fulfillmentsOf(cobro, order.id, 'pending');
    await cobro.post(`/v1/fulfillments/${list.id}/pick`, {});
    await undo(id, order.id);
    const after = await orderOf(cobro, order.id);
    expect(after).toMatchObject({
      status: 'fulfilling',
      credit: { decision: 'approved', reasons: [{ code: 'prepayment_missing' }] },
    });
    expect(after.nextActions[0]).toMatchObject({ who: 'credit' });
    expect(await usedBy(customer)).toBe(0);
    await payFor(order, 10_000);
    expect(await orderOf(cobro, order.id)).toMatchObject({ credit: { reasons: [{ code: 'prepaid' }] } });
  });

  it('while the warehouse picks: held with nothing reserved, or picked and going on, never both', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { order } = await held();
      const { id } = await payFor(order, 10_000);
      const [list] = await fulfillmentsOf(cobro, order.id, 'pending');
      const [picked] = await Promise.all([
        cobro.request('POST', `/v1/fulfillments/${list.id}/pick`, {}),
        cobro.request('DELETE', `/v1/payments/${id}/allocations/${order.id}`),
      ]);
      await cobro.settle();
      const { status, lines } = await orderOf(cobro, order.id);
      const { status: listed } = await cobro.get(`/v1/fulfillments/${list.id}`);
      if (picked.status === 200) expect([status, listed, lines[0].reserved]).toEqual(['fulfilling', 'picked', 10]);
      else expect([status, listed, lines[0].reserved]).toEqual(['credit_hold', 'cancelled', 0]);
    }
  });
});

describe('afterwards', () => {
  it('books, exposure, stock and events add up, and every change is told', async () => {
    const { verifyTable, everyItem } = await import('../../shared/verification/verify-table.ts');
    expect((await verifyTable(everyItem())).findings).toEqual([]);
    expect((await books(cobro)).sum).toBe(0);
    expect(await auditGaps(cobro)).toEqual([]);
  });
});
