import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoicesOf, makeCustomer, pay, placeOrder, shipOrder, stockBooks } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';
import { readUnitsOf } from '../make/list-pages.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
  await stockBooks(cobro, 100_000);
});
afterAll(() => cobro.stop());

/** 12.10 a piece. */
const invoiced = async (customerId: string, quantity: number): Promise<any> => {
  const order = await placeOrder(cobro, customerId, { BOOK: quantity });
  await shipOrder(cobro, order.id);
  return (await invoicesOf(cobro, order.id))[0];
};

const reviewOf = (orderId: string, asking = {}): Promise<any> => cobro.get(`/v1/credit-reviews/${orderId}`, asking);

describe('a held order at the credit desk', () => {
  it('shows an unknown customer’s exposure, and advises to be paid first', async () => {
    const { id } = await makeCustomer(cobro, { limit: 1000 });
    const order = await placeOrder(cobro, id, { BOOK: 1 });
    expect(await reviewOf(order.id)).toMatchObject({
      orderId: order.id,
      status: 'open',
      reasons: [{ code: 'over_limit' }],
      exposure: { used: 0, limit: 1000, available: 1000, afterOrder: 1210 },
      overdueInvoices: { count: 0, amount: 0, oldestDays: 0, complete: true, invoices: [] },
      paymentHistory: { invoices: 0, averageDaysLate: null, shareLate: null, score: null, grade: null },
      suggestedDecision: { decision: 'ask_prepayment', reasons: [{ code: 'little_history' }, {}, {}, {}] },
    });
  });

  it('shows what is overdue, the oldest first, and how the customer paid', async () => {
    const { id } = await makeCustomer(cobro, { limit: 10_000 });
    for (let at = 0; at < 3; at += 1) {
      const invoice = await invoiced(id, 1);
      await pay(cobro, invoice, 1210);
    }
    const old = await invoiced(id, 4);
    await cobro.advance(35);
    const order = await placeOrder(cobro, id, { BOOK: 5 });
    const { score, grade } = await cobro.get(`/v1/customers/${id}/credit`);
    expect(await reviewOf(order.id)).toMatchObject({
      exposure: { used: 4840, limit: 10_000, available: 5160, afterOrder: 4840 + 6050 },
      overdueInvoices: {
        count: 1,
        amount: 4840,
        oldestDays: 5,
        complete: true,
        invoices: [{ invoiceId: old.id, number: old.number, dueDate: old.dueDate, daysOverdue: 5, due: 4840 }],
      },
      paymentHistory: { invoices: 3, averageDaysLate: 0, shareLate: 0, score, grade },
      suggestedDecision: { decision: 'approve', reasons: [{ code: 'good_payer' }, {}, {}, {}] },
    });
    await cobro.advance(30);
    const later = (await reviewOf(order.id)).suggestedDecision;
    expect(later).toMatchObject({
      decision: 'collect_overdue_first',
      reasons: [{ code: 'seriously_overdue' }, {}, {}, {}],
    });
  }, 60_000);

  it('is one of a list in which each customer’s standing is read once, whatever the customer owes', async () => {
    const { id } = await makeCustomer(cobro, { limit: 1_000_000 });
    for (let at = 0; at < 25; at += 1) await invoiced(id, 1);
    await cobro.advance(31);
    await cobro.put(`/v1/customers/${id}/credit`, { limit: 0 });
    const held: string[] = [];
    for (let at = 0; at < 5; at += 1) held.push((await placeOrder(cobro, id, { BOOK: 1 })).id);
    const list = async (limit: number): Promise<any[]> => (await cobro.get(`/v1/credit-reviews?limit=${limit}`)).items;
    const one = await readUnitsOf(cobro, () => list(1));
    const five = await readUnitsOf(cobro, async () => {
      const items = await list(5);
      expect(items.map(({ orderId }) => orderId)).toEqual(held.toReversed());
      for (const { overdueInvoices } of items) {
        expect(overdueInvoices).toMatchObject({ count: 20, amount: 20 * 1210, complete: false });
        expect(overdueInvoices.invoices).toHaveLength(3);
      }
    });
    // Four orders more, of two items each; the customer costs the same.
    expect(five - one).toBeLessThanOrEqual(4 * 2 + 2);
    const csv = await cobro.request('GET', '/v1/credit-reviews?limit=5', undefined, {
      headers: { accept: 'text/csv' },
    });
    const [names = '', ...rows] = csv.bytes.toString().trim().split('\r\n');
    expect(names).toContain('exposure.afterOrder,overdueInvoices.count');
    expect(rows).toHaveLength(5);
  }, 60_000);

  it('is shown to its own customer without what is thought of it, and to others not at all', async () => {
    const { id } = await makeCustomer(cobro, { limit: 0 });
    const { id: other } = await makeCustomer(cobro, { limit: 0 });
    const order = await placeOrder(cobro, id, { BOOK: 1 });
    const own = await reviewOf(order.id, { customerId: id });
    expect(Object.keys(own)).not.toEqual(expect.arrayContaining(['suggestedDecision']));
    expect(own).toMatchObject({ orderId: order.id, reasons: [{ code: 'over_limit' }] });
    const { items } = await cobro.get('/v1/credit-reviews', { customerId: id });
    expect(items).toEqual([own]);
    const status = async (orderId: string, asking = {}) =>
      (await cobro.request('GET', `/v1/credit-reviews/${orderId}`, undefined, asking)).status;
    expect(await status(order.id, { customerId: other })).toBe(404);
    expect(await status('ord_nonsense')).toBe(404);
    await cobro.post(`/v1/credit-reviews/${order.id}/decision`, { decision: 'approve', reason: 'Known.' });
    const decided = await cobro.request('GET', `/v1/credit-reviews/${order.id}`);
    expect(decided).toMatchObject({ status: 404, body: { code: 'credit_review_not_found' } });
  });
});
