import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callBy } from '../../shared/call.ts';
import { scoreCustomer } from '../../shared/credit/score-customer.ts';
import { averageOf } from '../../shared/credit/score.ts';
import { tenantPoints } from '../../shared/credit/score-store.ts';
import { addDays } from '../../shared/dates.ts';
import { undoAllocation } from '../../shared/payments/allocate-payment.ts';
import { everyItem, verifyTable } from '../../shared/verification/verify-table.ts';
import { allItems, auditGaps } from '../make/audit.ts';
import {
  invoicesOf,
  makeCustomer,
  pay,
  placeOrder,
  receiveMoney,
  shipOrder,
  stockBooks,
  today,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';
import { allOf } from '../make/list-pages.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
  await stockBooks(cobro, 10_000);
});
afterAll(() => cobro.stop());

const newCustomer = async (): Promise<string> => (await makeCustomer(cobro, { limit: 1_000_000_000 })).id;

const invoiced = async (customerId: string, quantity = 1): Promise<any> => {
  const order = await placeOrder(cobro, customerId, { BOOK: quantity });
  await shipOrder(cobro, order.id);
  return (await invoicesOf(cobro, order.id))[0];
};

const payOn = (invoice: any, receivedOn: string, amount = invoice.totals.due): Promise<any> =>
  receiveMoney(cobro, amount, { receivedOn, allocations: [{ invoiceId: invoice.id, amount }] });

const creditOf = (id: string): Promise<any> => cobro.get(`/v1/customers/${id}/credit`);
const historyOf = (id: string): Promise<any[]> => allOf(cobro, `/v1/customers/${id}/credit/history`, 100);
const settledRows = async (id: string): Promise<any[]> =>
  (await allItems(cobro)).filter(({ pk, sk }) => pk.S === `customer#${id}` && sk.S.startsWith('settled#'));

describe('the score of a customer', () => {
  it('is unknown until an invoice is settled, and then stands in the credit with its reasons in the history', async () => {
    const id = await newCustomer();
    const invoice = await invoiced(id);
    expect(await creditOf(id)).not.toHaveProperty('score');
    await pay(cobro, invoice, invoice.totals.due);
    const credit = await creditOf(id);
    expect(credit).toMatchObject({ score: expect.any(Number), grade: expect.stringMatching(/^[A-E]$/) });
    const [entry, ...others] = await historyOf(id);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ score: credit.score, grade: credit.grade, invoices: 1, invoiceId: invoice.id });
    expect(entry.reasons[0]).toEqual({
      code: 'days_late',
      detail: 'pays 0.0 days late on average, weighted by amount, over 1 invoice',
      points: 0,
    });
  });

  it('counts a payment on the day it was received, partial ones by the last of them', async () => {
    const id = await newCustomer();
    const [first, second] = [await invoiced(id), await invoiced(id)];
    await cobro.advance(60);
    await payOn(first, first.dueDate);
    expect((await historyOf(id))[0]).toMatchObject({ averageDaysLate: 0, shareLate: 0 });
    await payOn(second, second.dueDate, 500);
    expect(await historyOf(id)).toHaveLength(1);
    await payOn(second, addDays(second.dueDate, 10), second.totals.due - 500);
    expect((await historyOf(id))[0]).toMatchObject({ averageDaysLate: 5, shareLate: 0.5, invoices: 2 });
  });

  it('takes a payment back that is undone, and is what it was before', async () => {
    const id = await newCustomer();
    const [first, second] = [await invoiced(id), await invoiced(id, 3)];
    await cobro.advance(50);
    await payOn(first, first.dueDate);
    const before = await creditOf(id);
    const late = await payOn(second, addDays(second.dueDate, 15));
    expect((await creditOf(id)).score).toBeLessThan(before.score);
    await cobro.request('DELETE', `/v1/payments/${late.id}/allocations/${second.id}`);
    await cobro.settle();
    expect(await creditOf(id)).toMatchObject({ score: before.score, grade: before.grade });
    expect((await historyOf(id)).map((one) => one.invoices)).toEqual([1, 2, 1]);
  });

  it('is nobody’s again when the only settled invoice is reopened', async () => {
    const id = await newCustomer();
    const invoice = await invoiced(id);
    const points = await tenantPoints();
    const payment = await payOn(invoice, await today(cobro));
    expect((await tenantPoints()).customers).toBe(points.customers + 1);
    await cobro.request('DELETE', `/v1/payments/${payment.id}/allocations/${invoice.id}`);
    await cobro.settle();
    expect(await creditOf(id)).not.toHaveProperty('score');
    expect((await historyOf(id))[0]).toMatchObject({ score: null, grade: null, invoices: 0 });
    expect(await settledRows(id)).toEqual([]);
    expect(await tenantPoints()).toEqual(points);
  });

  it('leans on the average of the other customers while its own history is short', async () => {
    const id = await newCustomer();
    const others = averageOf(await tenantPoints());
    await payOn(await invoiced(id), await today(cobro));
    const [{ reasons }] = await historyOf(id);
    expect(reasons.at(-1).detail).toBe(
      `1 of 5 parts are the customer’s own 90.0, 4 the average of the other customers, ${others.toFixed(1)}`,
    );
  });

  it('is told by an event, in the trail of the customer', async () => {
    const id = await newCustomer();
    const invoice = await invoiced(id);
    await payOn(invoice, await today(cobro));
    const { items } = await cobro.get(`/v1/audit-trail?kind=customer&id=${id}&limit=100`);
    expect(items.at(-1)).toMatchObject({
      type: 'credit.scored',
      actor: 'score-customer-on-invoice-settled',
      data: { customerId: id, invoiceId: invoice.id, invoices: 1, previousScore: null },
    });
  });
});

describe('events that come twice, at once and in any order', () => {
  it('change nothing when what they tell is known', async () => {
    const id = await newCustomer();
    const invoices = [await invoiced(id), await invoiced(id), await invoiced(id)];
    for (const invoice of invoices) await payOn(invoice, await today(cobro));
    const before = { credit: await creditOf(id), history: await historyOf(id), points: await tenantPoints() };
    const call = callBy({ actor: 'test', correlationId: 'test' });
    const again = [...invoices, ...invoices.toReversed()];
    await Promise.all(again.map((invoice) => scoreCustomer(id, invoice.id, call)));
    expect({ credit: await creditOf(id), history: await historyOf(id), points: await tenantPoints() }).toEqual(before);
  });

  it('of one payment over many invoices each count once', async () => {
    const id = await newCustomer();
    const invoices = [];
    for (let at = 0; at < 12; at += 1) invoices.push(await invoiced(id));
    const amount = invoices.reduce((sum, one) => sum + one.totals.due, 0);
    await receiveMoney(cobro, amount, {
      allocations: invoices.map((one) => ({ invoiceId: one.id, amount: one.totals.due })),
    });
    const history = await historyOf(id);
    expect(history.map((one) => one.invoices)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(await settledRows(id)).toHaveLength(12);
  }, 60_000);

  it('end at the state of the invoice, when it is paid and reopened all the time meanwhile', async () => {
    const id = await newCustomer();
    const invoice = await invoiced(id);
    const call = callBy({ actor: 'test', correlationId: 'test' });
    for (let round = 0; round < 4; round += 1) {
      const payment = await cobro.post('/v1/payments', {
        amount: invoice.totals.due,
        currency: 'EUR',
        receivedOn: await today(cobro),
        method: 'cash',
        allocations: [{ invoiceId: invoice.id, amount: invoice.totals.due }],
      });
      await Promise.all([
        scoreCustomer(id, invoice.id, call),
        undoAllocation(payment.id, invoice.id, call),
        scoreCustomer(id, invoice.id, call),
      ]);
    }
    await cobro.settle();
    expect(await settledRows(id)).toEqual([]);
    expect(await creditOf(id)).not.toHaveProperty('score');
  });

  it('leave averages, versions and the audit trail whole', async () => {
    expect((await verifyTable(everyItem())).findings).toEqual([]);
    expect(await auditGaps(cobro)).toEqual([]);
  });
});
