import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fulfillmentsOf,
  invoicesOf,
  makeCustomer,
  makeProduct,
  makeWarehouse,
  orderOf,
  pay,
  placeOrder,
  receive,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;

beforeAll(async () => {
  cobro = await startCobro();
  await makeWarehouse(cobro);
  await makeProduct(cobro, 'BOOK');
});
afterAll(() => cobro.stop());

/** Who has to do what, in short. */
const next = ({ nextActions }: any): string[] => nextActions.map(({ who, what }: any) => `${who}: ${what}`);
const nextOf = async (orderId: string): Promise<string[]> => next(await orderOf(cobro, orderId));

describe('the next actions', () => {
  it('follow an order from the credit desk to its last cent, with invoice and payment', async () => {
    const customer = await makeCustomer(cobro, { limit: 0 });
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 2 });
    expect(await nextOf(id)).toEqual(['credit: Approve or reject the order']);
    await cobro.post(`/v1/credit-reviews/${id}/decision`, { decision: 'approve', reason: 'Known' });
    await cobro.settle();
    expect(await nextOf(id)).toEqual(['purchasing: Get 2 of BOOK']);
    await receive(cobro, 'BOOK', 2);
    await cobro.settle();

    const [{ id: list }] = await fulfillmentsOf(cobro, id);
    expect(await nextOf(id)).toEqual([`warehouse: Pick ${list}`]);
    await cobro.post(`/v1/fulfillments/${list}/pick`, {});
    expect(await nextOf(id)).toEqual([`warehouse: Pack ${list}`]);
    await cobro.post(`/v1/fulfillments/${list}/pack`, { packages: [{ weightGrams: 900 }] });
    expect(await nextOf(id)).toEqual([`warehouse: Check ${list}`]);
    await cobro.post(`/v1/fulfillments/${list}/quality-check`, { result: 'pass' });
    expect(await nextOf(id)).toEqual([`warehouse: Ship ${list}`]);
    await cobro.post(`/v1/fulfillments/${list}/ship`, {});
    await cobro.settle();

    const [invoice] = await invoicesOf(cobro, id);
    const claim = `customer: Pay €24.20 of invoice ${invoice.number}`;
    expect([await nextOf(id), next(invoice)]).toEqual([[claim], [claim]]);
    await cobro.advance(32);
    const late = [claim, 'collector: Ask the customer when €24.20 will be paid'];
    expect([await nextOf(id), next(await cobro.get(`/v1/invoices/${invoice.id}`))]).toEqual([late, late]);

    const payment = await pay(cobro, invoice, 2421);
    expect(next(payment)).toEqual(['finance: Allocate or refund €0.01']);
    expect(next(await cobro.get(`/v1/payments/${payment.id}`))).toEqual(next(payment));
    expect([await nextOf(id), next(await cobro.get(`/v1/invoices/${invoice.id}`))]).toEqual([[], []]);
  });

  it('send finance after money that was paid in advance for an order cancelled since', async () => {
    const customer = await makeCustomer(cobro);
    const { id, totals } = await placeOrder(cobro, customer.id, { BOOK: 1 });
    const payment = await cobro.post('/v1/payments', {
      amount: totals.gross,
      currency: 'EUR',
      receivedOn: (await cobro.now()).slice(0, 10),
      method: 'bank_transfer',
      allocations: [{ orderId: id, amount: totals.gross }],
    });
    expect(next(payment)).toEqual([`system: Apply €12.10 to the next invoice of order ${id}`]);
    await cobro.post(`/v1/orders/${id}/cancel`, { reason: 'Changed their mind' });
    await cobro.settle();
    const { items } = await cobro.get(`/v1/payments?customerId=${customer.id}`);
    expect(next(items[0])).toEqual(['finance: Allocate or refund €12.10']);
  });

  it('have finance send an invoice another way when the customer’s address refuses it', async () => {
    const customer = await makeCustomer(cobro, { email: 'bounce@simulator.amazonses.com' });
    await receive(cobro, 'BOOK', 5);
    await cobro.settle();
    const { id } = await placeOrder(cobro, customer.id, { BOOK: 1 });
    const [{ id: list }] = await fulfillmentsOf(cobro, id);
    await cobro.post(`/v1/fulfillments/${list}/pick`, {});
    await cobro.post(`/v1/fulfillments/${list}/pack`, { packages: [{ weightGrams: 900 }] });
    await cobro.post(`/v1/fulfillments/${list}/quality-check`, { result: 'pass' });
    await cobro.post(`/v1/fulfillments/${list}/ship`, {});
    await cobro.settle();
    const [invoice] = await invoicesOf(cobro, id);
    expect(next(invoice)[0]).toBe(`finance: Send invoice ${invoice.number} another way`);
  });
});
