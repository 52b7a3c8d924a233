import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invoiceableInAdvance, splitPrepayment, taxedOnReceipt } from '../../../shared/invoices/split-prepayment.ts';
import { lineNet, percentOf, sumOf } from '../../../shared/money/money.ts';
import { afterDeducting, deductionsOf, undeducted } from '../../../shared/orders/deductions.ts';
import type { OrderState, StoredLine } from '../../../shared/orders/order.ts';
import { netOfPieces, openGross, orderGross } from '../../../shared/orders/order-status.ts';

type Wanted = { unitPrice: number; quantity: number; taxRate: number; taxCode?: StoredLine['taxCode'] };

const lineOf = ({ unitPrice, quantity, taxRate, taxCode = 'S' }: Wanted, at: number): StoredLine => ({
  lineId: String(at + 1),
  sku: `S${at}`,
  name: 'Something',
  quantity,
  unitPrice,
  discountPercent: 0,
  taxCategory: 'standard',
  taxRate,
  taxCode,
  net: lineNet(unitPrice, quantity, 0),
  tax: 0,
  gross: 0,
  reserved: 0,
  shipped: 0,
  invoiced: 0,
  cancelled: 0,
  returned: 0,
  returning: 0,
  kind: 'goods',
  stockTracked: true,
  weightGrams: 0,
  reservations: [],
  waiting: false,
});

/** As much of an order as the rules read. */
const orderOf = (lines: StoredLine[]): OrderState =>
  // oxlint-disable-next-line no-unsafe-type-assertion
  ({ header: { prepaymentInvoices: [] }, lines }) as unknown as OrderState;

/** The order after an amount was invoiced in advance. */
const invoiced = (order: OrderState, amount: number): OrderState => {
  const groups = splitPrepayment(order, amount).map((group) => ({ ...group, deducted: 0 }));
  const at = order.header.prepaymentInvoices.length;
  const prepaymentInvoices = [
    ...order.header.prepaymentInvoices,
    { invoiceId: `inv_${at}`, number: `P-${at}`, groups },
  ];
  return { ...order, header: { ...order.header, prepaymentInvoices } };
};

const anyOrder = fc
  .array(
    fc.record({
      unitPrice: fc.integer({ min: 1, max: 5000 }),
      quantity: fc.integer({ min: 1, max: 6 }),
      taxRate: fc.constantFrom(0, 4, 5.5, 10, 21, 25.5),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((lines) => orderOf(lines.map(lineOf)));
const anyCuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 });

const amountsOf = (gross: number, cuts: readonly number[]): number[] => {
  const ends = [...new Set([...cuts.map((cut) => Math.floor(cut * gross)), gross])].toSorted((a, b) => a - b);
  return ends.map((end, at) => end - (ends[at - 1] ?? 0)).filter((amount) => amount > 0);
};

const percentOfGroup = (base: number, rate: number): number => (base * rate) / 100;

describe('an amount paid in advance', () => {
  it('is split to the cent, its tax within a cent of the percentage, and never negative', () => {
    fc.assert(
      fc.property(anyOrder, anyCuts, (start, cuts) => {
        let order = start;
        for (const amount of amountsOf(orderGross(order.lines), cuts)) {
          const groups = splitPrepayment(order, amount);
          expect(sumOf(groups.map(({ base, tax }) => base + tax))).toBe(amount);
          for (const { base, tax, rate } of groups) {
            expect(base).toBeGreaterThanOrEqual(0);
            expect(tax).toBeGreaterThanOrEqual(0);
            expect(Math.abs(tax - percentOfGroup(base, rate))).toBeLessThanOrEqual(1.5);
          }
          order = invoiced(order, amount);
        }
      }),
    );
  });

  it('adds up with the others to the order’s net and tax of each rate, exactly, and leaves nothing to invoice', () => {
    fc.assert(
      fc.property(anyOrder, anyCuts, (start, cuts) => {
        const gross = orderGross(start.lines);
        const order = amountsOf(gross, cuts).reduce(invoiced, start);
        const groups = order.header.prepaymentInvoices.flatMap((one) => one.groups);
        for (const rate of new Set(groups.map((group) => group.rate))) {
          const own = groups.filter((group) => group.rate === rate);
          const net = sumOf(order.lines.filter((line) => line.taxRate === rate).map((line) => line.net));
          expect(sumOf(own.map(({ base }) => base))).toBe(net);
          expect(sumOf(own.map(({ tax }) => tax))).toBe(percentOf(net, rate));
        }
        expect(openGross(order.header, order.lines)).toBe(0);
        expect(invoiceableInAdvance(order)).toBe(0);
      }),
    );
  });

  it('is deducted whole by the invoices of any shipments, none of which becomes negative', () => {
    fc.assert(
      fc.property(anyOrder, anyCuts, fc.array(fc.nat(5), { minLength: 30, maxLength: 30 }), (start, cuts, ships) => {
        let order = amountsOf(orderGross(start.lines), cuts).slice(0, 3).reduce(invoiced, start);
        const before = undeducted(order.header.prepaymentInvoices);
        let deducted = 0;
        for (let turn = 0; order.lines.some((line) => line.invoiced < line.quantity); turn += 1) {
          const pieces = order.lines.map(({ quantity, invoiced: done }, at) =>
            Math.min(quantity - done, turn > 4 ? quantity : (ships[turn * order.lines.length + at] ?? 0)),
          );
          const goods = order.lines.map((line, at) => ({
            net: netOfPieces(line, line.invoiced, line.invoiced + (pieces[at] ?? 0)),
            category: line.taxCode,
            rate: line.taxRate,
          }));
          const deductions = deductionsOf(order.header.prepaymentInvoices, goods);
          for (const { rate } of goods) {
            const own = sumOf(goods.filter((one) => one.rate === rate).map(({ net }) => net));
            const off = sumOf(deductions.filter((one) => one.rate === rate).map(({ base }) => base));
            expect(off).toBeLessThanOrEqual(own);
          }
          deducted += sumOf(deductions.map(({ base }) => base));
          order = {
            header: {
              ...order.header,
              prepaymentInvoices: afterDeducting(order.header.prepaymentInvoices, deductions),
            },
            lines: order.lines.map((line, at) => ({ ...line, invoiced: line.invoiced + (pieces[at] ?? 0) })),
          };
          expect(undeducted(order.header.prepaymentInvoices)).toBe(before - deducted);
        }
        expect(undeducted(order.header.prepaymentInvoices)).toBe(0);
      }),
    );
  });
});

describe('tax on receipt', () => {
  const of = (taxCode: StoredLine['taxCode']): OrderState =>
    orderOf([lineOf({ unitPrice: 100, quantity: 1, taxRate: taxCode === 'S' ? 21 : 0, taxCode }, 0)]);
  it.each([
    ['S', true],
    ['Z', false],
    ['E', false],
    ['K', false],
    ['AE', false],
    ['G', false],
    ['O', false],
  ] as const)('of a seller in the EU, category %s: %s', (code, expected) => {
    expect(taxedOnReceipt('ES', of(code))).toBe(expected);
  });
  it('of a seller outside is none', () => {
    expect(taxedOnReceipt('GB', of('S'))).toBe(false);
  });
});
