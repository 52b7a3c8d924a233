import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Anywhere, openTenant } from '../make/anywhere.ts';
import {
  fulfillmentsOf,
  makeCustomer,
  makeProduct,
  makeWarehouse,
  orderOf,
  placeOrder,
  receive,
} from '../make/business.ts';
import { homeTaxes } from '../make/home-taxes.ts';

let cobro: Anywhere;
let gross: number;
let limit: number;
beforeAll(async () => {
  cobro = await openTenant();
  ({ gross } = homeTaxes(cobro, { standard: 10_000 }));
  limit = gross - 100;
  await makeWarehouse(cobro);
  await makeProduct(cobro, 'DESK', { unitPrice: 10_000 });
  await receive(cobro, 'DESK', 100);
});
afterAll(() => cobro.stop());

const availableDesks = async (): Promise<number> => (await cobro.get('/v1/stock?sku=DESK')).items[0].available;

describe('an order above the credit limit', () => {
  it('is taken, held with its reasons, and reserves nothing', async () => {
    const customer = await makeCustomer(cobro, { limit });
    const before = await availableDesks();
    const order = await placeOrder(cobro, customer.id, { DESK: 1 });
    expect(order).toMatchObject({
      status: 'credit_hold',
      credit: { decision: 'held', reasons: [{ code: 'over_limit' }] },
    });
    expect(order.credit.reasons[0].detail).toMatch(new RegExp(`${(gross / 100).toFixed(2)}.*1\\.00 over the limit`));
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'credit_hold', lines: [{ reserved: 0 }] });
    expect(await availableDesks()).toBe(before);
    expect(await cobro.get(`/v1/customers/${customer.id}/credit`)).toMatchObject({ used: 0, available: limit });
    const reviews = await cobro.get('/v1/credit-reviews?status=open');
    expect(reviews.items.map((review: any) => review.orderId)).toContain(order.id);
  });

  it('goes on after approval, which counts in the exposure', async () => {
    const customer = await makeCustomer(cobro, { limit });
    const order = await placeOrder(cobro, customer.id, { DESK: 1 });
    const approved = await cobro.post(
      `/v1/credit-reviews/${order.id}/decision`,
      { decision: 'approve', reason: 'Long-standing customer' },
      { as: 'finance' },
    );
    expect(approved.credit).toMatchObject({ decision: 'approved' });
    await cobro.settle();
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'fulfilling', lines: [{ reserved: 1 }] });
    expect(await cobro.get(`/v1/customers/${customer.id}/credit`)).toMatchObject({ used: gross, available: -100 });
    expect(await fulfillmentsOf(cobro, order.id)).toHaveLength(1);
  });

  it('ends rejected when the reviewer says no, and cannot be decided twice', async () => {
    const customer = await makeCustomer(cobro, { limit: 0 });
    const order = await placeOrder(cobro, customer.id, { DESK: 1 });
    const decide = (decision: string) =>
      cobro.request('POST', `/v1/credit-reviews/${order.id}/decision`, { decision, reason: 'No' }, { as: 'finance' });
    expect((await decide('reject')).body).toMatchObject({ status: 'rejected' });
    expect(await decide('approve')).toMatchObject({ status: 409, body: { code: 'not_held' } });
    await cobro.settle();
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'rejected', lines: [{ reserved: 0 }] });
    expect(await cobro.executionsOf(order.id)).toEqual(['SUCCEEDED']);
  });

  it('never lets concurrent orders through beyond the limit', async () => {
    const customer = await makeCustomer(cobro, { limit: 5 * gross });
    const orders = await Promise.all(
      Array.from({ length: 20 }, () =>
        cobro.post('/v1/orders', {
          customerId: customer.id,
          currency: cobro.tenant.currency,
          lines: [{ sku: 'DESK', quantity: 1 }],
        }),
      ),
    );
    const accepted = orders.filter((order) => order.credit.decision === 'approved');
    expect(accepted).toHaveLength(5);
    expect(orders.filter((order) => order.status === 'credit_hold')).toHaveLength(15);
    await cobro.settle();
    expect(await cobro.get(`/v1/customers/${customer.id}/credit`)).toMatchObject({ used: 5 * gross, available: 0 });
  });
});
