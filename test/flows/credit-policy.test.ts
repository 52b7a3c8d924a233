import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeCustomer,
  makeProduct,
  orderOf,
  pay,
  placeOrder,
  receive,
  shipOrder,
  stockBooks,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro('acme', undefined, {
    creditPolicy: {
      graceDaysOverdue: 5,
      rejectAfterDaysOverdue: 60,
      autoApproveBelow: 5000,
      tolerancePercent: 10,
      holdWhenLimitIsLowered: true,
      holdWhenOverdue: true,
    },
  });
  await stockBooks(cobro, 1000);
  await makeProduct(cobro, 'HUNDRED', { unitPrice: 10_000, taxCategory: 'exempt' });
  await makeProduct(cobro, 'ONE', { unitPrice: 100, taxCategory: 'exempt' });
  await receive(cobro, 'HUNDRED', 1000);
  await receive(cobro, 'ONE', 1000);
});
afterAll(() => cobro.stop());

const codesOf = ({ credit }: any): string[] => credit.reasons.map(({ code }: any) => code);
const shipped = async (customerId: string): Promise<any> => {
  const { id } = await placeOrder(cobro, customerId, { HUNDRED: 1 });
  await shipOrder(cobro, id);
  return (await cobro.get(`/v1/invoices?orderId=${id}`)).items[0];
};

describe('a customer with an overdue invoice', () => {
  it('may order within the days of grace, is held after them, and goes on by itself once it has paid', async () => {
    const customer = await makeCustomer(cobro);
    const invoice = await shipped(customer.id);
    await cobro.advance(35);
    const inGrace = await placeOrder(cobro, customer.id, { HUNDRED: 1 });
    expect([inGrace.status, ...codesOf(inGrace)]).toEqual(['accepted', 'within_limit']);
    await shipOrder(cobro, inGrace.id);
    await cobro.advance(1);
    const preview = await cobro.post('/v1/orders/preview', {
      customerId: customer.id,
      currency: 'EUR',
      lines: [{ sku: 'HUNDRED', quantity: 1 }],
    });
    expect([preview.status, ...codesOf(preview)]).toEqual(['credit_hold', 'overdue']);
    const late = await placeOrder(cobro, customer.id, { HUNDRED: 1 });
    expect([late.status, ...codesOf(late)]).toEqual(['credit_hold', 'overdue']);
    expect(late.credit.reasons[0].detail).toMatch(/100\.00 is overdue, the oldest invoice for 6 days; 5 days/);
    const small = await placeOrder(cobro, customer.id, { ONE: 49 });
    expect([small.status, ...codesOf(small)]).toEqual(['accepted', 'small_order']);

    await pay(cobro, invoice, invoice.totals.due);
    expect((await orderOf(cobro, late.id)).status).toBe('fulfilling');
  });

  it('is refused when the invoice is overdue for too long', async () => {
    const customer = await makeCustomer(cobro);
    await shipped(customer.id);
    await cobro.advance(91);
    const order = await placeOrder(cobro, customer.id, { HUNDRED: 1 });
    expect([order.status, ...codesOf(order)]).toEqual(['rejected', 'overdue_too_long']);
    expect((await cobro.get(`/v1/customers/${customer.id}/credit`)).used).toBe(10_000);
    expect(await cobro.executionsOf(order.id)).toEqual(['SUCCEEDED']);
    const { items } = await cobro.get(`/v1/orders/${order.id}/timeline`);
    expect(items.map(({ type }: any) => type).slice(0, 2)).toEqual(['order.received', 'order.rejected']);
    const mails = await cobro.mails(customer.email);
    expect(mails.filter(({ subject }) => subject?.includes(order.number))).toHaveLength(1);
  });
});
