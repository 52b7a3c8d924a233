import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  creditedOf,
  grossLeft,
  piecesLeft,
  planAmount,
  planCredit,
  planPieces,
} from '../../../shared/credit-notes/plan-credit.ts';
import { creditedInvoice, useOfCredit } from '../../../shared/credit-notes/use-credit.ts';
import type { InvoiceLine } from '../../../shared/invoices/invoice.ts';
import { invoiceStatusOf, withPaid } from '../../../shared/invoices/invoice-totals.ts';
import { noCredits, type StoredInvoice } from '../../../shared/invoices/stored-invoice.ts';
import { lineNet, sumOf } from '../../../shared/money/money.ts';
import { invoiceOf, lineOf } from '../../make/sample-invoice.ts';

const stored = (lines: InvoiceLine[], more: Partial<StoredInvoice> = {}): StoredInvoice => ({
  ...invoiceOf(lines),
  payments: [],
  formerPaymentIds: [],
  credits: noCredits,
  creditedBy: [],
  dunning: { steps: [] },
  correlationId: 'test',
  sequence: 0,
  ...more,
});

const credited = (invoice: StoredInvoice, plan: ReturnType<typeof planCredit>, id = 'crn_1'): StoredInvoice =>
  creditedInvoice(invoice, { credits: plan.credits, use: useOfCredit(invoice, plan.totals.gross), creditNoteId: id });

const anyLine = fc.record({
  quantity: fc.integer({ min: 1, max: 7 }),
  unitPrice: fc.integer({ min: 0, max: 3000 }),
  discountPercent: fc.constantFrom(0, 3.5, 10),
  taxRate: fc.constantFrom(0, 4, 10, 21),
});
type AnyLine = typeof anyLine extends fc.Arbitrary<infer T> ? T : never;

const invoiceWith = (lines: AnyLine[]): StoredInvoice =>
  stored(
    lines.map((line, at) => ({
      ...lineOf(at + 1),
      ...line,
      taxCategory: line.taxRate === 0 ? ('Z' as const) : ('S' as const),
      net: lineNet(line.unitPrice, line.quantity, line.discountPercent),
    })),
  );

/** Some pieces of a line, or an amount; both as a part of what is left. */
const anyStep = fc.record({
  by: fc.constantFrom('pieces', 'amount'),
  at: fc.nat(9),
  part: fc.double({ min: 0, max: 1, noNaN: true }),
});
const settings = { numRuns: Number(process.env['CREDITS'] ?? 500), seed: Number(process.env['SEED'] ?? 20_261_126) };

const partOf = (whole: number, part: number): number => Math.max(1, Math.round(whole * part));

/** One credit note more, as far as something is left of what the step names. */
const take = (invoice: StoredInvoice, { by, at, part }: { by: string; at: number; part: number }) => {
  const line = invoice.lines[at % invoice.lines.length];
  if (by === 'pieces' && line && piecesLeft(invoice, line) > 0)
    return planPieces(invoice, [{ line: line.line, quantity: partOf(piecesLeft(invoice, line), part) }]);
  return grossLeft(invoice) > 0 ? planAmount(invoice, partOf(grossLeft(invoice), part), 'Credit') : undefined;
};

describe('any row of credit notes on any invoice', () => {
  it('never takes back more than was invoiced of a line, of a rate and in all, and all of it in the end', () => {
    fc.assert(
      fc.property(
        fc.array(anyLine, { minLength: 1, maxLength: 4 }),
        fc.array(anyStep, { maxLength: 8 }),
        (lines, steps) => {
          const whole = invoiceWith(lines);
          let invoice = whole;
          const notes: ReturnType<typeof planCredit>[] = [];
          for (const step of steps) {
            const plan = take(invoice, step);
            if (!plan) continue;
            notes.push(plan);
            invoice = credited(invoice, plan);
            for (const line of invoice.lines) {
              const { net, quantity } = creditedOf(invoice, line.line);
              expect(net >= 0 && net <= line.net && quantity <= line.quantity).toBe(true);
            }
            for (const group of invoice.taxBreakdown) {
              const own = invoice.credits.groups.find((one) => one.rate === group.rate);
              expect((own?.base ?? 0) <= group.base && (own?.tax ?? 0) <= group.tax).toBe(true);
              expect((own?.base ?? 0) >= 0 && (own?.tax ?? 0) >= 0).toBe(true);
            }
          }
          if (grossLeft(invoice) > 0) {
            const rest = invoice.lines.some((line) => piecesLeft(invoice, line) > 0)
              ? planCredit(invoice, {}, 'Credit')
              : planAmount(invoice, grossLeft(invoice), 'Credit');
            notes.push(rest);
            invoice = credited(invoice, rest);
          }
          expect(grossLeft(invoice)).toBe(0);
          for (const group of whole.taxBreakdown) {
            const parts = notes.flatMap((note) => note.taxBreakdown.filter((one) => one.rate === group.rate));
            expect(sumOf(parts.map(({ base }) => base))).toBe(group.base);
            expect(sumOf(parts.map(({ tax }) => tax))).toBe(group.tax);
          }
          for (const note of notes) {
            expect(sumOf(note.lines.map(({ net }) => net))).toBe(sumOf(note.taxBreakdown.map(({ base }) => base)));
            expect(note.totals.gross).toBe(note.totals.net + note.totals.tax);
          }
          const { totals } = invoice;
          expect(totals).toMatchObject({ credited: whole.totals.gross, due: 0 });
        },
      ),
      settings,
    );
  });

  it('pieces alone share a line as partial invoices do: rounded cumulatively', () => {
    const invoice = stored([{ ...lineOf(1), quantity: 3, unitPrice: 333, net: 1000 }]);
    const nets: number[] = [];
    let now = invoice;
    for (let piece = 0; piece < 3; piece += 1) {
      const plan = planPieces(now, [{ line: 1, quantity: 1 }]);
      nets.push(plan.totals.net);
      now = credited(now, plan);
    }
    expect(nets).toEqual([333, 334, 333]);
  });

  it('an amount is to the cent what was asked for', () => {
    fc.assert(
      fc.property(
        fc.array(anyLine, { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (lines, part) => {
          const invoice = invoiceWith(lines);
          fc.pre(invoice.totals.gross > 0);
          const amount = partOf(invoice.totals.gross, part);
          expect(planAmount(invoice, amount, 'Credit').totals.gross).toBe(amount);
        },
      ),
      settings,
    );
  });
});

describe('what a credit settles', () => {
  const line = { ...lineOf(1), quantity: 10, unitPrice: 1000, net: 10_000, taxRate: 0, taxCategory: 'Z' as const };

  const afterwards = (totals: Partial<StoredInvoice['totals']>, gross: number, rounding = 0) => {
    const fresh = stored([line], { rounding });
    const invoice = { ...fresh, totals: { ...fresh.totals, ...totals } };
    const use = useOfCredit(invoice, gross);
    const plan = planAmount(invoice, gross, 'Credit');
    return { use, invoice: creditedInvoice(invoice, { credits: plan.credits, use, creditNoteId: 'crn_1' }) };
  };

  it('is what is due first; the rest is the customer’s', () => {
    const { use, invoice } = afterwards({ paid: 7000, due: 3000 }, 5000);
    expect(use).toEqual({ due: 3000, writtenOff: 0, discounted: 0, rounding: 0, unapplied: 2000 });
    expect(invoice).toMatchObject({ status: 'paid', totals: { credited: 3000, due: 0 } });
  });

  it('is what was written off before anything is given back that was never paid', () => {
    const { use, invoice } = afterwards({ paid: 4000, writtenOff: 6000, due: 0 }, 10_000);
    expect(use).toMatchObject({ writtenOff: 6000, unapplied: 4000 });
    expect(invoice.totals).toMatchObject({ writtenOff: 0, credited: 6000 });
  });

  it('takes discounts back by its share, so that only what was paid is given back', () => {
    const half = afterwards({ paid: 9800, discounted: 200, due: 0 }, 5000);
    expect(half.use).toMatchObject({ discounted: 100, unapplied: 4900 });
    const rest = useOfCredit(half.invoice, 5000);
    expect(rest).toMatchObject({ discounted: 100, unapplied: 4900 });
  });

  it('keeps gross = paid + credited + discounted + writtenOff + due', () => {
    fc.assert(
      fc.property(
        fc.nat(9000),
        fc.nat(500),
        fc.nat(300),
        fc.integer({ min: 1, max: 10_000 }),
        (paid, off, discount, gross) => {
          const due = 10_000 - paid - off - discount;
          const { invoice, use } = afterwards({ paid, writtenOff: off, discounted: discount, due }, gross);
          const { totals } = invoice;
          expect(totals.paid + totals.credited + totals.discounted + totals.writtenOff + totals.due).toBe(10_000);
          expect(sumOf(Object.values(use))).toBe(gross);
          expect(Object.values(use).every((one) => one >= 0)).toBe(true);
          expect(use.unapplied).toBeLessThanOrEqual(paid + 1);
          expect(invoice.status).toBe(invoiceStatusOf(totals));
          expect(withPaid(totals, 0)).toEqual(totals);
        },
      ),
      settings,
    );
  });
});
