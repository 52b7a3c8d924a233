import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeCustomer } from '../../shared/customers/change-customer.ts';
import { setCredit } from '../../shared/credit/set-credit.ts';
import { callBy } from '../../shared/call.ts';
import { keys } from '../../shared/table/table-map.ts';
import { queryAllRows } from '../../shared/table/table.ts';
import { invoicesOf, makeCustomer, openShop, pay, placeOrder, shipOrder } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
  await openShop(cobro);
});
afterAll(() => cobro.stop());

const invoiced = async (customerId: string, quantity = 1): Promise<any> => {
  const order = await placeOrder(cobro, customerId, { BOOK: quantity });
  await shipOrder(cobro, order.id);
  return (await invoicesOf(cobro, order.id))[0];
};

/** What the table bills for reading the credit of a customer. */
const readUnitsOfCredit = async (customerId: string): Promise<number> => {
  await cobro.settle();
  await cobro.request('POST', '/_local/bill/reset');
  await cobro.get(`/v1/customers/${customerId}/credit`);
  const { services } = await cobro.get('/_local/bill');
  return services.find((one: any) => one.service.startsWith('DynamoDB')).units.readRequestUnits;
};

describe('the credit of a customer', () => {
  it('says what is overdue, without reading what is paid or not yet due', async () => {
    const { id } = await makeCustomer(cobro, { limit: 1_000_000_000 });
    const late = await invoiced(id, 2);
    await cobro.advance(31);
    const few = await readUnitsOfCredit(id);
    for (let at = 0; at < 12; at += 1) await pay(cobro, await invoiced(id), 1210);
    for (let at = 0; at < 12; at += 1) await invoiced(id);
    expect(await readUnitsOfCredit(id)).toBe(few);
    expect(await cobro.get(`/v1/customers/${id}/credit`)).toMatchObject({ overdue: 2420, used: 2420 + 12 * 1210 });

    const payment = await pay(cobro, late, 1000);
    expect(await cobro.get(`/v1/customers/${id}/credit`)).toMatchObject({ overdue: 1420 });
    await pay(cobro, late, 1420);
    expect(await cobro.get(`/v1/customers/${id}/credit`)).toMatchObject({ overdue: 0 });
    await cobro.request('DELETE', `/v1/payments/${payment.id}/allocations/${late.id}`);
    expect(await cobro.get(`/v1/customers/${id}/credit`)).toMatchObject({ overdue: 1000 });
  }, 60_000);

  it('is not due on the due date itself', async () => {
    const { id } = await makeCustomer(cobro);
    await invoiced(id);
    await cobro.advance(30);
    expect(await cobro.get(`/v1/customers/${id}/credit`)).toMatchObject({ overdue: 0 });
    await cobro.advance(1);
    expect(await cobro.get(`/v1/customers/${id}/credit`)).toMatchObject({ overdue: 1210 });
  });

  it('has a version of its own: setting it leaves the profile’s alone', async () => {
    const customer = await makeCustomer(cobro);
    const credit = await cobro.put(`/v1/customers/${customer.id}/credit`, { limit: 5, hold: 'on' });
    expect(credit.version).toBe(3);
    expect(await cobro.get(`/v1/customers/${customer.id}`)).toMatchObject({ version: 1 });
    const headers = { 'if-match': '"1"' };
    const renamed = await cobro.request('PATCH', `/v1/customers/${customer.id}`, { name: 'Peña e Hijos' }, { headers });
    expect(renamed).toMatchObject({ status: 200, body: { version: 2 } });
  });

  it('and the profile can be changed at the same moment: every change has its event, none is lost', async () => {
    const { id } = await makeCustomer(cobro);
    const call = callBy({ actor: 'test', correlationId: 'test' });
    await Promise.all(
      [1, 2, 3, 4, 5].flatMap((n) => [
        setCredit(id, { limit: n }, undefined, call),
        changeCustomer(id, { name: `Name ${n}` }, undefined, call),
      ]),
    );
    const events = await queryAllRows({ pk: keys.customer(id).pk, prefix: 'event#' });
    expect(events.map((event) => event['sequence'])).toEqual(events.map((_, at) => at + 1));
    expect(events).toHaveLength(2 + 10);
    expect(await cobro.get(`/v1/customers/${id}`)).toMatchObject({ version: 6 });
    expect(await cobro.get(`/v1/customers/${id}/credit`)).toMatchObject({ version: 7 });
  });
});
