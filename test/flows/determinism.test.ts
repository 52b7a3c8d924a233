import { describe, expect, it } from 'vitest';
import {
  books,
  invoicesOf,
  makeCustomer,
  makeProduct,
  makeWarehouse,
  orderOf,
  pay,
  placeOrder,
  receive,
  shipOrder,
} from '../make/business.ts';
import { startCobro } from '../make/cobro.ts';

/** The same orders, shipments, payments and days; answers what a business person would compare, without ids. */
const journey = async () => {
  const cobro = await startCobro();
  try {
    await makeWarehouse(cobro);
    await makeProduct(cobro, 'BOOK', { unitPrice: 1999, taxCategory: 'reduced' });
    await receive(cobro, 'BOOK', 12);
    const orders: string[] = [];
    for (const [at, limit] of [20_000, 1000, 50_000, 50_000].entries()) {
      const customer = await makeCustomer(cobro, { limit, email: `c${at}@pena.example` });
      orders.push((await placeOrder(cobro, customer.id, { BOOK: 4 })).id);
    }
    for (const id of orders) await shipOrder(cobro, id);
    const [first] = await invoicesOf(cobro, orders[0] ?? '');
    await pay(cobro, first, first.totals.due);
    await cobro.advance(33);
    const seen = [];
    for (const id of orders) {
      const { number, status, paymentStatus, lines } = await orderOf(cobro, id);
      const invoices = (await invoicesOf(cobro, id)).map((one) => ({
        number: one.number,
        status: one.status,
        totals: one.totals,
      }));
      const { items } = await cobro.get(`/v1/orders/${id}/timeline`);
      seen.push({ number, status, paymentStatus, lines, invoices, story: items.map((event: any) => event.type) });
    }
    const mails = (await cobro.mails()).map((mail) => `${[mail.to ?? []].flat()[0]?.text}: ${mail.subject}`);
    const { balanceOf } = await books(cobro);
    return { seen, mails: mails.toSorted((a, b) => a.localeCompare(b)), receivables: balanceOf('receivables') };
  } finally {
    await cobro.stop();
  }
};

describe('the same inputs and the same days', () => {
  it('give the same business results', async () => {
    const first = await journey();
    const second = await journey();
    expect(second).toEqual(first);
    expect(first.seen.map(({ status }) => status)).toEqual(['completed', 'credit_hold', 'shipped', 'shipped']);
    expect(first.mails.filter((mail) => /recordatorio/i.test(mail))).toHaveLength(2);
  });
});
