import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditGaps } from '../make/audit.ts';
import { invoicesOf, makeCustomer, pay, placeOrder, shipOrder, stockBooks } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
  await stockBooks(cobro, 10_000);
});
afterAll(() => cobro.stop());

/** A customer with so many invoices paid in time, 121.00 each. */
const payer = async (invoices: number, more = {}): Promise<string> => {
  const { id } = await makeCustomer(cobro, { limit: 100_000, ...more });
  for (let at = 0; at < invoices; at += 1) {
    const order = await placeOrder(cobro, id, { BOOK: 10 });
    await shipOrder(cobro, order.id);
    const [invoice] = await invoicesOf(cobro, order.id);
    await pay(cobro, invoice, invoice.totals.due);
  }
  return id;
};

const path = (id: string): string => `/v1/customers/${id}/credit/proposal`;
const proposalOf = (id: string): Promise<any> => cobro.get(path(id), { as: 'finance' });
const accept = (id: string, version: number, asking = {}) =>
  cobro.request('POST', `${path(id)}/accept`, { version }, { as: 'finance', ...asking });
const eventsOf = async (id: string): Promise<any[]> =>
  (await cobro.get(`/v1/audit-trail?kind=customer&id=${id}&limit=100`)).items;

describe('the credit proposal of a customer', () => {
  it('leaves everything as it is while little is known', async () => {
    const id = await payer(0);
    expect(await proposalOf(id)).toMatchObject({
      limit: { current: 100_000, proposed: 100_000, reasons: [{ code: 'little_history' }] },
      terms: { current: { netDays: 30 }, proposed: { netDays: 30 } },
      version: 3,
    });
    expect(await accept(id, 3)).toMatchObject({ status: 200 });
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['customer.created', 'credit.limit_changed']);
  });

  it('is accepted in one call, exactly as it was read, and told by its events', async () => {
    // So many invoices in time outweigh that the customer is new.
    const id = await payer(8);
    const proposal = await proposalOf(id);
    const { limit, terms, basedOn, version } = proposal;
    expect(basedOn).toMatchObject({ invoices: 8, amount: 8 * 12_100, averageDaysLate: 0 });
    expect(proposal).toMatchObject({ grade: 'A', limit: { proposed: 300_000 }, terms: { proposed: { netDays: 45 } } });
    const answer = await accept(id, version, { headers: { 'if-match': `"${version}"` } });
    expect(answer).toMatchObject({
      status: 200,
      body: { limit: { current: limit.proposed }, terms: { current: terms.proposed }, version: version + 2 },
    });
    expect(answer.headers.get('etag')).toBe(`"${version + 2}"`);
    expect(await proposalOf(id)).toEqual(answer.body);
    expect(await cobro.get(`/v1/customers/${id}/credit`)).toMatchObject({ limit: 300_000 });
    expect(await cobro.get(`/v1/customers/${id}`)).toMatchObject({ paymentTerms: { netDays: 45 }, version: 2 });
    expect((await eventsOf(id)).slice(-2)).toMatchObject([
      { type: 'customer.updated', actor: 'finance', data: { changed: ['paymentTerms'] } },
      { type: 'credit.limit_changed', data: { limit: 300_000, previousLimit: 100_000 } },
    ]);
    expect(await auditGaps(cobro)).toEqual([]);
  }, 60_000);

  it('is refused when it changed since it was read: by a payment, a new limit, or the profile', async () => {
    const id = await payer(3);
    for (const change of [
      () => cobro.put(`/v1/customers/${id}/credit`, { limit: 90_000 }),
      () => cobro.request('PATCH', `/v1/customers/${id}`, { paymentTerms: { netDays: 20 } }),
      async () => {
        const order = await placeOrder(cobro, id, { BOOK: 1 });
        await shipOrder(cobro, order.id);
        const [invoice] = await invoicesOf(cobro, order.id);
        await pay(cobro, invoice, invoice.totals.due);
      },
    ]) {
      const { version } = await proposalOf(id);
      await change();
      expect(await accept(id, version)).toMatchObject({ status: 412, body: { code: 'stale_version' } });
    }
    const { version } = await proposalOf(id);
    const stale = await accept(id, version, { headers: { 'if-match': `"${version - 1}"` } });
    expect(stale.status).toBe(412);
  });

  it('is given once, however many accept it at once and repeat themselves', async () => {
    const id = await payer(3);
    const { version, limit } = await proposalOf(id);
    expect(limit.proposed).toBeGreaterThanOrEqual(limit.current);
    await cobro.put(`/v1/customers/${id}/credit`, { limit: 10 });
    const answers = await Promise.all([1, 2, 3].map((at) => accept(id, version + 1, { key: `accept-${at}` })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412]);
    const won = answers.findIndex(({ status }) => status === 200);
    const again = await accept(id, version + 1, { key: `accept-${won + 1}` });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(answers[won]?.body);
    expect((await eventsOf(id)).filter(({ type }) => type === 'credit.limit_changed')).toHaveLength(3);
  });

  it('is for who may set a limit, not for the customer, who may read its own scores', async () => {
    const [id, other] = [await payer(1), await payer(0)];
    const status = async (at: string, asking: object) => (await cobro.request('GET', at, undefined, asking)).status;
    expect(await status(path(id), { as: 'sales' })).toBe(403);
    expect(await status(path(id), { customerId: id })).toBe(403);
    expect(await status(path('cus_01ARZ3NDEKTSV4RRFFQ69G5FAV'), { as: 'finance' })).toBe(404);
    const history = (of: string) => `/v1/customers/${of}/credit/history`;
    expect((await cobro.get(history(id), { customerId: id })).items).toHaveLength(1);
    expect(await status(history(other), { customerId: id })).toBe(404);
    for (const body of [{}, { version: 'x' }, { version: 1, limit: 5 }]) {
      expect((await cobro.request('POST', `${path(id)}/accept`, body, { as: 'finance' })).status).toBe(400);
    }
  });

  it('lists the scores newest first, page by page', async () => {
    const id = await payer(5);
    const first = await cobro.get(`/v1/customers/${id}/credit/history?limit=3`);
    expect(first.items.map((one: any) => one.invoices)).toEqual([5, 4, 3]);
    const second = await cobro.get(`/v1/customers/${id}/credit/history?limit=3&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ invoices: 2 }, { invoices: 1 }], nextCursor: null });
  });
});
