import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoicesOf, makeCustomer, pay, placeOrder, shipOrder, stockBooks } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
  await stockBooks(cobro, 100);
});
afterAll(() => cobro.stop());

const invoiced = async (more: Record<string, unknown> = {}): Promise<{ customer: any; invoice: any }> => {
  const customer = await makeCustomer(cobro, more);
  const order = await placeOrder(cobro, customer.id, { BOOK: 1 });
  await shipOrder(cobro, order.id);
  const [invoice] = await invoicesOf(cobro, order.id);
  return { customer, invoice };
};

const remindersTo = async (email: string) =>
  (await cobro.mails(email)).filter((mail) => /recordatorio|reminder/i.test(mail.subject ?? ''));

describe('35 days pass', () => {
  it('makes the unpaid invoice overdue, reminds its customer once and nobody who has paid', async () => {
    const late = await invoiced();
    const english = await invoiced({ language: 'en' });
    const punctual = await invoiced();
    const partial = await invoiced();
    await pay(cobro, punctual.invoice, 1210);
    await pay(cobro, partial.invoice, 1000);

    await cobro.advance(29);
    expect(await remindersTo(late.customer.email)).toEqual([]);
    await cobro.advance(6);

    const [reminder, ...more] = await remindersTo(late.customer.email);
    expect(more).toEqual([]);
    expect(reminder?.text).toContain(late.invoice.number);
    expect(reminder?.text).toContain('12,10');
    expect(await remindersTo(english.customer.email)).toHaveLength(1);
    expect((await remindersTo(partial.customer.email))[0]?.text).toContain('2,10');
    expect(await remindersTo(punctual.customer.email)).toEqual([]);

    const { items } = await cobro.get('/v1/events?types=invoice.overdue,dunning.step_taken&limit=100');
    const about = (type: string) =>
      items
        .filter((event: any) => event.type === type)
        .map((event: any) => event.data.invoiceId)
        .toSorted();
    const unpaid = [late, english, partial]
      .map(({ invoice }) => String(invoice.id))
      .toSorted((a, b) => a.localeCompare(b));
    expect(about('invoice.overdue')).toEqual(unpaid);
    expect(about('dunning.step_taken')).toEqual(unpaid);
    const overdue = items.find((event: any) => event.type === 'invoice.overdue');
    expect(overdue.data.daysOverdue).toBe(1);
    expect((await cobro.get(`/v1/customers/${late.customer.id}/credit`)).overdue).toBe(1210);

    const before = (await cobro.mails()).length;
    await cobro.advance(20);
    expect((await cobro.mails()).length).toBe(before);
  });

  it('does not remind a customer whose payment was booked before the run', async () => {
    const { customer, invoice } = await invoiced();
    await cobro.advance(30);
    await pay(cobro, invoice, 1210);
    await cobro.advance(10);
    expect(await remindersTo(customer.email)).toEqual([]);
  });
});
