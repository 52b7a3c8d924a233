import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyItem, verifyTable } from '../../shared/verification/verify-table.ts';
import { auditGaps } from '../make/audit.ts';
import {
  books,
  fulfillmentsOf,
  invoicesOf,
  makeCustomer,
  makeProduct,
  makeWarehouse,
  orderOf,
  payForOrder,
  placeOrder,
  receive,
  shipOrder,
  today,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

/* Tax is due when money is received before the supply, so what is paid in advance at home is invoiced at once. */

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro('acme', undefined, { creditPolicy: { prepaymentWithoutTerms: true } });
  await makeWarehouse(cobro);
  await makeProduct(cobro, 'BOOK');
  await makeProduct(cobro, 'BREAD', { taxCategory: 'reduced' });
  await receive(cobro, 'BOOK', 10_000);
  await receive(cobro, 'BREAD', 10_000);
});
afterAll(() => cobro.stop());

const payFor = (order: any, amount: number, more: Record<string, unknown> = {}): Promise<any> =>
  payForOrder(cobro, order, amount, more);
const usedBy = async (customerId: string): Promise<number> =>
  (await cobro.get(`/v1/customers/${customerId}/credit`)).used;
const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
/** Oldest first. */
const all = async (order: any): Promise<any[]> =>
  (await invoicesOf(cobro, order.id)).toSorted((a, b) => (a.number < b.number ? -1 : 1));
const newOrder = async (pieces: Record<string, number>, more: Record<string, unknown> = {}): Promise<any> =>
  placeOrder(cobro, (await makeCustomer(cobro, more)).id, pieces);

const balances = async (): Promise<Record<string, number>> => {
  const { balanceOf, sum: total } = await books(cobro);
  const names = ['bank', 'receivables', 'customer_credit', 'revenue', 'output_tax', 'rounding', 'shipping'];
  return { total, ...Object.fromEntries(names.map((name) => [name, balanceOf(name)])) };
};
const moved = async (work: () => Promise<unknown>): Promise<Record<string, number>> => {
  const before = await balances();
  await work();
  const after = await balances();
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, balance]) => {
      const by = balance - (before[name] ?? 0);
      return by === 0 ? [] : [[name, by]];
    }),
  );
};

describe('an order at home paid in advance', () => {
  it('gets its invoice with the money, and a final one of nothing that deducts it', async () => {
    const order = await newOrder({ BOOK: 10, BREAD: 10 });
    expect(order.totals).toMatchObject({ net: 20_000, tax: 3100, gross: 23_100 });
    const day = await today(cobro);
    let payment: any;
    expect(
      await moved(async () => {
        payment = await payFor(order, 23_100);
      }),
    ).toEqual({ bank: 23_100, customer_credit: -20_000, output_tax: -3100 });
    const [advance] = await all(order);
    expect(advance).toMatchObject({
      type: 'prepayment',
      status: 'paid',
      orderIds: [order.id],
      shipmentIds: [],
      supplyDate: day,
      dueDate: day,
      lines: [
        { line: 1, description: `Pago anticipado del pedido ${order.number}`, quantity: 1, net: 10_000, taxRate: 21 },
        { line: 2, quantity: 1, net: 10_000, taxRate: 10 },
      ],
      taxBreakdown: [
        { category: 'S', rate: 21, base: 10_000, tax: 2100 },
        { category: 'S', rate: 10, base: 10_000, tax: 1000 },
      ],
      totals: { net: 20_000, tax: 3100, gross: 23_100, paid: 23_100, due: 0 },
    });
    expect(await cobro.get(`/v1/payments/${payment.id}`)).toMatchObject({ status: 'applied', unapplied: 0 });
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'fulfilling', paymentStatus: 'partially_paid' });
    expect(await usedBy(order.customerId)).toBe(0);
    const customer = await cobro.get(`/v1/customers/${order.customerId}`);
    const mails = await cobro.mails(customer.email);
    expect(mails.find((mail) => mail.subject?.includes(advance.number))?.attachments).toHaveLength(1);

    expect(await moved(() => shipOrder(cobro, order.id))).toEqual({ customer_credit: 20_000, revenue: -20_000 });
    const [, final] = await all(order);
    expect(final).toMatchObject({
      type: 'invoice',
      status: 'paid',
      lines: [
        { sku: 'BOOK', net: 10_000 },
        { sku: 'BREAD', net: 10_000 },
        {
          line: 3,
          description: `A deducir: pago anticipado, factura ${advance.number}`,
          prepaymentInvoiceId: advance.id,
          quantity: -1,
          unitPrice: 10_000,
          taxRate: 21,
          net: -10_000,
        },
        { line: 4, quantity: -1, taxRate: 10, net: -10_000 },
      ],
      totals: { net: 0, tax: 0, gross: 0, due: 0 },
    });
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
    expect(await usedBy(order.customerId)).toBe(0);
  });

  it('in two halves gets two invoices whose nets and taxes are the order’s to the cent', async () => {
    await makeProduct(cobro, 'ODD', { unitPrice: 3333 });
    await receive(cobro, 'ODD', 10);
    const order = await newOrder({ ODD: 1, BREAD: 3 });
    await payFor(order, 3001);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'credit_hold' });
    expect(await usedBy(order.customerId)).toBe(0);
    await payFor(order, order.totals.gross - 3001);
    const [first, second] = await all(order);
    expect([first.totals.gross, second.totals.gross]).toEqual([3001, order.totals.gross - 3001]);
    expect(first.totals.net + second.totals.net).toBe(order.totals.net);
    expect(first.totals.tax + second.totals.tax).toBe(order.totals.tax);
    await shipOrder(cobro, order.id);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
    expect((await all(order))[2].totals).toMatchObject({ net: 0, tax: 0, gross: 0 });
  });

  it('in part, and let through by a reviewer, is billed the rest', async () => {
    const order = await newOrder({ BOOK: 10 }, { limit: 0 });
    await payFor(order, 6050);
    await cobro.post(`/v1/credit-reviews/${order.id}/decision`, { decision: 'approve', reason: 'The rest later' });
    await cobro.settle();
    expect(await usedBy(order.customerId)).toBe(6050);
    await shipOrder(cobro, order.id);
    const [, final] = await all(order);
    expect(final).toMatchObject({ status: 'open', totals: { net: 5000, tax: 1050, gross: 6050, due: 6050 } });
    expect(await usedBy(order.customerId)).toBe(6050);
    await payFor(order, 6050);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
    expect(await all(order)).toHaveLength(2);
  });

  it('is invoiced once when its payments come at once and their events twice', async () => {
    const order = await newOrder({ BOOK: 4 });
    await Promise.all([1, 2, 3, 4].map(() => payFor(order, 1210)));
    const { items } = await cobro.get(`/v1/orders/${order.id}/timeline`);
    const { handler } = await import('../../functions/orders/release-order-on-prepayment.ts');
    const events = items.filter((one: any) => one.type.startsWith('payment.'));
    expect(events).toHaveLength(8);
    const delivered = events.toReversed().map((one: any) => {
      const { actor: _, user: __, versionBefore: ___, versionAfter: ____, alsoChanged: _____, ...detail } = one;
      return handler({ detail });
    });
    await Promise.all(delivered);
    expect(await all(order)).toHaveLength(4);
    expect(sum((await all(order)).map(({ totals }) => totals.tax))).toBe(order.totals.tax);
  });

  it('whose allocation is taken back owes its invoice, is held again, and goes on when that is paid', async () => {
    const order = await newOrder({ BOOK: 10 });
    const { id } = await payFor(order, 12_100);
    const [advance] = await all(order);
    const { status } = await cobro.request('DELETE', `/v1/payments/${id}/allocations/${advance.id}`);
    expect(status).toBe(200);
    await cobro.settle();
    expect(await cobro.get(`/v1/invoices/${advance.id}`)).toMatchObject({ status: 'open', totals: { due: 12_100 } });
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'credit_hold', lines: [{ reserved: 0 }] });
    expect(await usedBy(order.customerId)).toBe(0);
    await cobro.post(`/v1/payments/${id}/allocations`, { allocations: [{ invoiceId: advance.id, amount: 12_100 }] });
    await cobro.settle();
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'fulfilling', lines: [{ reserved: 10 }] });
    await shipOrder(cobro, order.id);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed' });
    expect(await all(order)).toHaveLength(2);
    expect(await usedBy(order.customerId)).toBe(0);
  });

  it('and cancelled, whole or in part, tells finance what is to be credited', async () => {
    const part = await newOrder({ BOOK: 10 });
    await payFor(part, 12_100);
    await cobro.post(`/v1/orders/${part.id}/cancel`, { reason: 'Less', lines: [{ lineId: '1', quantity: 3 }] });
    await shipOrder(cobro, part.id);
    const [advance, final] = await all(part);
    expect(final.totals).toMatchObject({ gross: 0 });
    const credited = (net: string) => ({
      who: 'finance',
      what: `Credit ${net} net of ${advance.number} and pay it back`,
    });
    expect((await orderOf(cobro, part.id)).nextActions).toMatchObject([credited('€30.00')]);
    const whole = await newOrder({ BOOK: 10 });
    await payFor(whole, 6050);
    await cobro.post(`/v1/orders/${whole.id}/cancel`, { reason: 'All of it' });
    const after = await orderOf(cobro, whole.id);
    expect(after).toMatchObject({ status: 'cancelled', nextActions: [{ who: 'finance' }] });
    expect(after.nextActions[0].what).toContain('€50.00');
  });

  it('twenty at once get twenty numbers, and ships while its money arrives', async () => {
    const orders = await Promise.all(Array.from({ length: 20 }, () => newOrder({ BOOK: 1 })));
    await Promise.all(orders.map((order) => payFor(order, 1210)));
    for (const order of orders) expect(await all(order)).toMatchObject([{ type: 'prepayment', status: 'paid' }]);
    for (let round = 0; round < 6; round += 1) {
      const order = await newOrder({ BOOK: 3 });
      await cobro.post(`/v1/credit-reviews/${order.id}/decision`, { decision: 'approve', reason: 'In a hurry' });
      await cobro.settle();
      const reference = order.number;
      await Promise.all([
        shipOrder(cobro, order.id),
        payFor(order, 1210, { allocations: undefined, reference }),
        payFor(order, 2420, { allocations: undefined, reference }),
      ]);
      await cobro.settle();
      expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
      expect(sum((await all(order)).map(({ totals }) => totals.tax))).toBe(order.totals.tax);
      expect(await usedBy(order.customerId)).toBe(0);
    }
  }, 120_000);

  it('is deducted from every invoice of its shipments, in order', async () => {
    await makeProduct(cobro, 'SLOW', { unitPrice: 1003 });
    const order = await newOrder({ SLOW: 4 });
    await payFor(order, 2000);
    await payFor(order, order.totals.gross - 2000);
    for (const pieces of [1, 2, 1]) {
      await receive(cobro, 'SLOW', pieces);
      await cobro.settle();
      await shipOrder(cobro, order.id);
    }
    const [first, second, ...finals] = await all(order);
    expect(finals.map(({ totals }) => totals.gross)).toEqual([0, 0, 0]);
    const deducted = finals.map(({ lines }) =>
      lines.flatMap((line: any) => (line.prepaymentInvoiceId ? [[line.prepaymentInvoiceId, line.net]] : [])),
    );
    expect(deducted).toEqual([
      [[first.id, -1003]],
      [
        [first.id, 1003 - first.totals.net],
        [second.id, first.totals.net - 3009],
      ],
      [[second.id, -1003]],
    ]);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed' });
  });
});

describe('no invoice in advance is issued for an order', () => {
  it.each([
    [
      'to a business elsewhere in the EU',
      {
        taxId: 'FR40303265045',
        billingAddress: { line1: '1 rue X', city: 'Paris', postalCode: '75002', country: 'FR' },
      },
      'K',
    ],
    ['out of the EU', { billingAddress: { line1: '1 Main St', city: 'Boston', region: 'MA', country: 'US' } }, 'G'],
  ])('%s', async (_, more, category) => {
    const order = await newOrder({ BOOK: 1 }, more);
    await payFor(order, 1000);
    expect(await all(order)).toEqual([]);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'fulfilling' });
    await shipOrder(cobro, order.id);
    expect(await all(order)).toMatchObject([
      { type: 'invoice', status: 'paid', taxBreakdown: [{ category }], totals: { gross: 1000, paid: 1000 } },
    ]);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed' });
  });

  it('of a customer with terms, whose money waits for the final invoice as before', async () => {
    const order = await newOrder({ BOOK: 1 }, { paymentTerms: { netDays: 30 } });
    await payFor(order, 1210);
    expect(await all(order)).toEqual([]);
    await shipOrder(cobro, order.id);
    expect(await all(order)).toMatchObject([{ type: 'invoice', status: 'paid' }]);
  });

  it('but to a consumer elsewhere in the EU there is, with the tax of the destination', async () => {
    const billingAddress = { line1: '1 rue X', city: 'Paris', postalCode: '75002', country: 'FR' };
    const order = await newOrder({ BOOK: 1 }, { billingAddress });
    await payFor(order, 1200);
    expect(await all(order)).toMatchObject([{ type: 'prepayment', totals: { net: 1000, tax: 200, gross: 1200 } }]);
  });
});

const anyLine = fc.record({
  unitPrice: fc.integer({ min: 1, max: 3000 }),
  taxCategory: fc.constantFrom('standard', 'reduced', 'zero', 'exempt'),
  discountPercent: fc.constantFrom(0, 0, 3.5, 10),
  split: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }).map((pieces) => [...pieces, 1]),
});
interface Line {
  unitPrice: number;
  taxCategory: string;
  discountPercent: number;
  /** Pieces of each shipment. */
  split: number[];
}
let made = 0;

const placeLines = async (lines: Line[]): Promise<{ order: any; skus: string[] }> => {
  const { id: customerId } = await makeCustomer(cobro);
  const skus = await Promise.all(
    lines.map(async ({ unitPrice, taxCategory }) => {
      const sku = `P-${(made += 1)}`;
      await makeProduct(cobro, sku, { unitPrice, taxCategory });
      return sku;
    }),
  );
  const order = await cobro.post('/v1/orders', {
    customerId,
    currency: 'EUR',
    lines: lines.map(({ split, discountPercent }, at) => ({ sku: skus[at], quantity: sum(split), discountPercent })),
  });
  await cobro.settle();
  return { order, skus };
};

/**
 * Pays an order in parts up to the cuts of its gross, in advance; then, or after so many shipments, the rest. What is not
 * paid in advance is let through by a reviewer.
 */
const carryOut = async (lines: Line[], cuts: number[], restAfter: number): Promise<any> => {
  const { order, skus } = await placeLines(lines);
  const { gross } = order.totals;
  const at = [...new Set([0, ...cuts.map((cut) => Math.floor(gross * cut))])].toSorted((a, b) => a - b);
  for (const [index, to] of at.entries()) if (index > 0) await payFor(order, to - (at[index - 1] ?? 0));
  let rest = gross - (at.at(-1) ?? 0);
  const payRest = async (): Promise<void> => {
    // By its number, so that what the invoices differ by from the order is no reason to refuse it.
    if (rest > 0) await payFor(order, rest, { allocations: undefined, reference: `Pedido ${order.number}` });
    rest = 0;
  };
  if (restAfter === 0) await payRest();
  else if (rest > 0) {
    await cobro.post(`/v1/credit-reviews/${order.id}/decision`, { decision: 'approve', reason: 'The rest later' });
  }
  await cobro.settle();
  for (let round = 0; lines.some(({ split }) => round < split.length); round += 1) {
    if (round === restAfter) await payRest();
    for (const [index, { split }] of lines.entries()) {
      if ((split[round] ?? 0) > 0) await receive(cobro, skus[index] ?? '', split[round] ?? 0);
    }
    await cobro.settle();
    while ((await fulfillmentsOf(cobro, order.id, 'pending')).length > 0) await shipOrder(cobro, order.id);
  }
  await payRest();
  return order;
};

const expectTaxedAsOrdered = async (order: any): Promise<void> => {
  const invoices = await all(order);
  const groups = new Set(invoices.flatMap((one) => one.taxBreakdown.map((g: any) => `${g.category}${g.rate}`)));
  expect(Math.abs(sum(invoices.map(({ totals }) => totals.tax)) - order.totals.tax)).toBeLessThanOrEqual(
    invoices.length * groups.size,
  );
  expect(sum(invoices.map(({ totals }) => totals.net))).toBe(order.totals.net);
  for (const { totals, status, taxBreakdown } of invoices) {
    const { paid, credited, discounted, writtenOff, due } = totals;
    expect({ status, due }).toEqual({ status: 'paid', due: 0 });
    expect(paid + credited + discounted + writtenOff + due).toBe(totals.gross);
    expect(totals.gross).toBeGreaterThanOrEqual(0);
    expect(sum(taxBreakdown.map((one: any) => one.base + one.tax))).toBe(totals.gross);
    for (const { base, rate, tax } of taxBreakdown)
      expect(Math.abs(tax - (base * rate) / 100)).toBeLessThanOrEqual(1.5);
  }
};

describe('any order, paid in any parts and shipped in any parts', () => {
  it(
    'is taxed as the order said over all its invoices, and all of them are settled',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyLine, { minLength: 1, maxLength: 3 }),
          fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
          fc.constantFrom(0, 0, 1, 2, 9),
          async (lines, cuts, restAfter) => {
            const order = await carryOut(lines, cuts, restAfter);
            expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
            await expectTaxedAsOrdered(order);
            expect(await usedBy(order.customerId)).toBe(0);
          },
        ),
        {
          numRuns: Number(process.env['ORDERS'] ?? 12),
          seed: Number(process.env['SEED'] ?? 20_261_126),
          endOnFailure: true,
        },
      );
    },
    Math.max(180_000, Number(process.env['ORDERS'] ?? 12) * 10_000),
  );
});

describe('afterwards', () => {
  it('the register is without a gap, and books, exposure, stock and events add up', async () => {
    expect((await verifyTable(everyItem())).findings).toEqual([]);
    expect((await books(cobro)).sum).toBe(0);
    expect(await auditGaps(cobro)).toEqual([]);
  });
});
