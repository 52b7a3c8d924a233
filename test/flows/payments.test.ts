import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { books, invoicesOf, makeCustomer, openShop, orderOf, placeOrder, shipOrder, today } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
let customer: any;
beforeAll(async () => {
  cobro = await startCobro();
  customer = await openShop(cobro);
});
afterAll(() => cobro.stop());

const invoiced = async (): Promise<any> => {
  const { id } = await placeOrder(cobro, customer.id, { BOOK: 1 });
  await shipOrder(cobro, id);
  return (await invoicesOf(cobro, id))[0];
};
const body = async (more: Record<string, unknown>) => ({
  currency: 'EUR',
  receivedOn: await today(cobro),
  method: 'bank_transfer',
  ...more,
});
const bankBalance = async (): Promise<number> => (await books(cobro)).balanceOf('bank');

describe('a payment over 26 invoices', () => {
  it('posted three times at once with one key is recorded once', async () => {
    const invoices = await Promise.all(Array.from({ length: 26 }, invoiced));
    const before = (await cobro.get('/v1/payments?limit=100')).items.length;
    const allocations = invoices.map(({ id }) => ({ invoiceId: id, amount: 1210 }));
    const payment = await body({ amount: 26 * 1210, allocations });
    const answers = await Promise.all(
      [1, 2, 3].map(() => cobro.request('POST', '/v1/payments', payment, { key: 'many' })),
    );
    const statuses = answers.map(({ status, body: { code } }) => `${status} ${code ?? ''}`.trim());
    for (const one of statuses) expect(['201', '409 idempotency_in_progress']).toContain(one);
    await cobro.settle();
    expect((await cobro.get('/v1/payments?limit=100')).items).toHaveLength(before + 1);
    const again = await cobro.request('POST', '/v1/payments', payment, { key: 'many' });
    expect(again.body).toMatchObject({ status: 'applied', applied: 26 * 1210, unapplied: 0 });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await bankBalance()).toBe(26 * 1210);
  });
});

describe('a payment in advance', () => {
  it('finds the invoice also when it was allocated to the order later', async () => {
    const { id: orderId } = await placeOrder(cobro, customer.id, { BOOK: 1 });
    const payment = await cobro.post('/v1/payments', await body({ amount: 1210, customerId: customer.id }));
    const allocations = [{ orderId, amount: 1210 }];
    await cobro.post(`/v1/payments/${payment.id}/allocations`, { allocations });
    await shipOrder(cobro, orderId);
    expect(await orderOf(cobro, orderId)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
    expect(await cobro.get(`/v1/payments/${payment.id}`)).toMatchObject({ status: 'applied', unapplied: 0 });
  });

  it('is taken for a held order, but never more than the order costs, in one payment or in several', async () => {
    const poor = await makeCustomer(cobro, { limit: 0 });
    const { id: orderId } = await placeOrder(cobro, poor.id, { BOOK: 1 });
    const prepay = async (amount: number) =>
      cobro.request('POST', '/v1/payments', await body({ amount, allocations: [{ orderId, amount }] }));
    expect((await prepay(1211)).body.code).toBe('over_allocated');
    expect((await prepay(1000)).status).toBe(201);
    expect((await prepay(211)).body.code).toBe('over_allocated');
    expect((await prepay(210)).status).toBe(201);
  });

  it('naming an order twice is refused', async () => {
    const { id: orderId } = await placeOrder(cobro, customer.id, { BOOK: 1 });
    const allocations = [
      { orderId, amount: 10 },
      { orderId, amount: 20 },
    ];
    const answer = await cobro.request('POST', '/v1/payments', await body({ amount: 100, allocations }));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ code: 'duplicate_order' }] } });
  });

  it('meets the invoice however close to each other they come', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { id: orderId } = await placeOrder(cobro, customer.id, { BOOK: 1 });
      const allocations = [{ orderId, amount: 1210 }];
      await Promise.all([
        shipOrder(cobro, orderId),
        cobro.post('/v1/payments', await body({ amount: 1210, allocations })),
      ]);
      await cobro.settle();
      expect(await orderOf(cobro, orderId)).toMatchObject({ status: 'completed' });
    }
  });
});

describe('money and whose it is', () => {
  it('a second transfer for a paid invoice is that customer’s, unapplied', async () => {
    const invoice = await invoiced();
    const pay = async () => cobro.post('/v1/payments', await body({ amount: 1210, reference: invoice.number }));
    expect(await pay()).toMatchObject({ customerId: customer.id, applied: 1210 });
    expect(await pay()).toMatchObject({ customerId: customer.id, applied: 0, unapplied: 1210 });
  });

  it('two payments of one invoice at once: one applies, the other is told so', async () => {
    const invoice = await invoiced();
    const allocations = [{ invoiceId: invoice.id, amount: 1210 }];
    const payment = await body({ amount: 1210, allocations });
    const answers = await Promise.all([1, 2].map(() => cobro.request('POST', '/v1/payments', payment)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422]);
    expect(await cobro.get(`/v1/invoices/${invoice.id}`)).toMatchObject({
      status: 'paid',
      totals: { paid: 1210, due: 0 },
    });
  });

  it('an amount beyond ten billion is refused, so that no sum ever outgrows a number', async () => {
    const answer = await cobro.request('POST', '/v1/payments', await body({ amount: 1_000_000_000_001 }));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'amount' }] } });
  });

  it('an allocation taken back and made again leaves the past as it was', async () => {
    const invoice = await invoiced();
    const payment = await cobro.post(
      '/v1/payments',
      await body({ amount: 1210, allocations: [{ invoiceId: invoice.id, amount: 1210 }] }),
    );
    await cobro.settle();
    const day = await today(cobro);
    const receivables = async (): Promise<number> => {
      const { accounts } = await cobro.get(`/v1/ledger/trial-balance?asOf=${day}`);
      return accounts.find((one: any) => one.account === 'receivables').balance;
    };
    const before = await receivables();
    await cobro.advance(3);
    await cobro.request('DELETE', `/v1/payments/${payment.id}/allocations/${invoice.id}`);
    await cobro.post(`/v1/payments/${payment.id}/allocations`, {
      allocations: [{ invoiceId: invoice.id, amount: 1210 }],
    });
    await cobro.settle();
    expect(await receivables()).toBe(before);
  });
});

describe('a key of one customer’s login', () => {
  it('never shows its answer to another customer’s', async () => {
    const other = await makeCustomer(cobro);
    const order = (customerId: string) => ({ customerId, currency: 'EUR', lines: [{ sku: 'BOOK', quantity: 1 }] });
    const asking = (customerId: string) => ({ as: 'storefront', customerId, key: '1' }) as const;
    const mine = await cobro.request('POST', '/v1/orders', order(customer.id), asking(customer.id));
    const theirs = await cobro.request('POST', '/v1/orders', order(customer.id), asking(other.id));
    expect(mine.status).toBe(201);
    expect(theirs).toMatchObject({ status: 422, body: { code: 'unknown_customer' } });
    expect((await cobro.request('POST', '/v1/orders', order(other.id), asking(other.id))).status).toBe(201);
  });
});
