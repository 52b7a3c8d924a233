import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { republishEvents } from '../../../infra/commands/republish-events.ts';
import { spanOf } from '../../../infra/commands/republish-span.ts';
import { jsonService } from '../../../local/aws/request-handler.ts';
import { services } from '../../../local/embedded.ts';
import { books, invoicesOf, openShop, orderOf, pay, placeOrder, shipOrder } from '../../make/business.ts';
import { type Cobro, startCobro } from '../../make/cobro.ts';

describe('events that never arrived', () => {
  let cobro: Cobro;
  let customer: any;
  beforeAll(async () => {
    cobro = await startCobro();
    customer = await openShop(cobro);
  });
  afterAll(() => cobro.stop());

  const always = { from: '2026-01-01T00:00:00.000Z', to: '2099-01-01T00:00:00.000Z' };

  it('are sent again from the table, and what should have followed follows', async () => {
    const bus = services['events']!;
    services['events'] = jsonService((_operation, { Entries }: any) =>
      Promise.resolve({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'lost' })) }),
    );
    const order = await placeOrder(cobro, customer.id, { BOOK: 1 });
    services['events'] = bus;
    expect((await orderOf(cobro, order.id)).status).toBe('accepted');

    const from = order.placedAt;
    expect(await republishEvents({ from, to: always.to, types: ['order.received'] })).toBe(1);
    await cobro.settle();
    expect((await orderOf(cobro, order.id)).status).toBe('fulfilling');
    expect(await republishEvents({ from: always.from, to: '2026-01-02T00:00:00.000Z' })).toBe(0);
  });

  it('and those that did arrive change nothing the second time', async () => {
    const order = await placeOrder(cobro, customer.id, { BOOK: 3 });
    await shipOrder(cobro, order.id);
    const [invoice] = await invoicesOf(cobro, order.id);
    await pay(cobro, invoice, invoice.totals.due);
    await republishEvents(always);
    await cobro.settle();
    const everything = async () => ({
      timeline: (await cobro.get(`/v1/orders/${order.id}/timeline?limit=100`)).items.length,
      mails: (await cobro.mails()).length,
      bank: (await books(cobro)).balanceOf('bank'),
      order: await orderOf(cobro, order.id),
    });
    const before = await everything();
    expect(before.order.status).toBe('completed');
    expect(await republishEvents(always)).toBeGreaterThan(10);
    await cobro.settle();
    expect(await everything()).toEqual(before);
  });
});

describe('the span to publish again', () => {
  it('is of instants, or of whole days in the zone of the tenant', () => {
    expect(spanOf({ from: '2026-11-25', to: '2026-11-25' }, 'Europe/Madrid')).toEqual({
      from: '2026-11-24T23:00:00.000Z',
      to: '2026-11-25T22:59:59.999Z',
      types: undefined,
    });
    const span = {
      from: '2026-11-25T08:00:00+01:00',
      to: '2026-11-25T08:00:00Z',
      types: 'order.received, invoice.issued',
    };
    expect(spanOf(span, 'Europe/Madrid')).toEqual({
      from: '2026-11-25T07:00:00.000Z',
      to: '2026-11-25T08:00:00.000Z',
      types: ['order.received', 'invoice.issued'],
    });
  });

  it('is refused when it is missing, backwards, or of events there are not', () => {
    expect(() => spanOf({ to: '2026-11-25' }, 'UTC')).toThrow('--from');
    expect(() => spanOf({ from: 'yesterday', to: '2026-11-25' }, 'UTC')).toThrow('yesterday');
    expect(() => spanOf({ from: '2026-11-26', to: '2026-11-25' }, 'UTC')).toThrow('later');
    expect(() => spanOf({ from: '2026-11-25', to: '2026-11-25', types: 'order.lost' }, 'UTC')).toThrow('order.lost');
  });
});
