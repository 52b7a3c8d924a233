import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyItem, verifyTable } from '../../shared/verification/verify-table.ts';
import { auditGaps } from '../make/audit.ts';
import {
  books,
  invoicesOf,
  makeCustomer,
  makeProduct,
  makeWarehouse,
  orderOf,
  payForOrder,
  placeOrder,
  receive,
  shipOrder,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

/* What was paid in advance stands on an invoice of its own; the invoice of the supply deducts it and may ask for nothing. */

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro('acme', undefined, { creditPolicy: { prepaymentWithoutTerms: true } });
  await makeWarehouse(cobro);
  await makeProduct(cobro, 'BOOK');
  await makeProduct(cobro, 'BREAD', { taxCategory: 'reduced', unitPrice: 333 });
  await receive(cobro, 'BOOK', 10_000);
  await receive(cobro, 'BREAD', 10_000);
});
afterAll(() => cobro.stop());

const prepaid = async (pieces: Record<string, number>): Promise<{ order: any; payment: any; advance: any }> => {
  const order = await placeOrder(cobro, (await makeCustomer(cobro)).id, pieces);
  const payment = await payForOrder(cobro, order, order.totals.gross);
  const [advance] = await invoicesOf(cobro, order.id);
  expect(advance).toMatchObject({ type: 'prepayment', status: 'paid' });
  return { order, payment, advance };
};

const credit = (invoiceId: string, body: object) =>
  cobro.request('POST', `/v1/invoices/${invoiceId}/credit-notes`, { reason: 'Back', ...body });

const accountsOf = async () => {
  await cobro.settle();
  const { balanceOf } = await books(cobro);
  return Object.fromEntries(['revenue', 'output_tax', 'customer_credit'].map((name) => [name, balanceOf(name)]));
};

const expectAllVerified = async (): Promise<void> => {
  await cobro.settle();
  expect((await verifyTable(everyItem())).findings).toEqual([]);
  expect(await auditGaps(cobro)).toEqual([]);
  expect((await books(cobro)).sum).toBe(0);
};

describe('an order that was paid in advance', () => {
  it('comes back in part: what was paid for these pieces is the customer’s, though their invoice asked for nothing', async () => {
    const { order } = await prepaid({ BOOK: 10, BREAD: 3 });
    await shipOrder(cobro, order.id);
    const before = await accountsOf();
    const lines = [
      { lineId: '1', quantity: 4 },
      { lineId: '2', quantity: 3 },
    ];
    const { id } = await cobro.post(`/v1/orders/${order.id}/returns`, { reason: 'Too many', lines });
    const came = lines.map((line) => ({ ...line, condition: 'sellable', warehouse: 'MAD' }));
    await cobro.post(`/v1/returns/${id}/receive`, { lines: came });
    await cobro.settle();
    const back = await cobro.get(`/v1/returns/${id}`);
    expect(back).toMatchObject({ status: 'received', lines: [{ credited: 4 }, { credited: 3 }] });
    const note = await cobro.get(`/v1/credit-notes/${back.creditNoteIds[0]}`);
    expect(note).toMatchObject({ totals: { net: 4999, tax: 940, gross: 5939 }, applied: 0, unapplied: 5939 });
    const after = await accountsOf();
    expect(after['revenue']! - before['revenue']!).toBe(4999);
    expect(after['output_tax']! - before['output_tax']!).toBe(940);
    expect((await cobro.get(`/v1/customers/${order.customerId}/credit`)).used).toBe(-5939);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed' });
    const [final] = await invoicesOf(cobro, order.id);
    expect(await credit(final.id, { lines: [{ line: 1, quantity: 7 }] })).toMatchObject({
      body: { code: 'over_credited' },
    });
    expect(await credit(final.id, { lines: [{ line: 3, quantity: 1 }] })).toMatchObject({ status: 400 });
    await expectAllVerified();
  });

  it('is cancelled before it ships: the invoice in advance is credited whole and the money refunded', async () => {
    const { order, advance } = await prepaid({ BOOK: 2 });
    const before = await accountsOf();
    await cobro.post(`/v1/orders/${order.id}/cancel`, { reason: 'Changed their mind' });
    await cobro.settle();
    const { body: note } = await credit(advance.id, {});
    expect(note).toMatchObject({ totals: { net: 2000, tax: 420, gross: 2420 }, applied: 0, unapplied: 2420 });
    const after = await accountsOf();
    // No revenue was ever booked; the tax goes back, and with it the money is the customer's whole.
    expect(after['revenue']).toBe(before['revenue']);
    expect(after['output_tax']! - before['output_tax']!).toBe(420);
    expect(after['customer_credit']! - before['customer_credit']!).toBe(-420);
    await cobro.post(`/v1/credit-notes/${note.id}/refunds`, { amount: 2420, reason: 'Cancelled' });
    expect((await cobro.get(`/v1/customers/${order.customerId}/credit`)).used).toBe(0);
    expect(await credit(advance.id, {})).toMatchObject({ status: 422, body: { code: 'nothing_to_credit' } });
    await expectAllVerified();
  });

  it('is credited on the invoice of the supply once that has deducted the one in advance', async () => {
    const { order, advance } = await prepaid({ BOOK: 3 });
    expect((await credit(advance.id, { amount: 1210 })).status).toBe(201);
    await shipOrder(cobro, order.id);
    const [final] = await invoicesOf(cobro, order.id);
    // What was credited in advance is not deducted: a third is to be paid again.
    expect(final.totals).toMatchObject({ gross: 1210, due: 1210 });
    expect(await credit(advance.id, {})).toMatchObject({ status: 422, body: { code: 'over_credited' } });
    const { body: note } = await credit(final.id, { lines: [{ line: 1, quantity: 3 }] });
    expect(note).toMatchObject({ totals: { gross: 3630 }, applied: 1210, unapplied: 2420 });
    await expectAllVerified();
  });
});
