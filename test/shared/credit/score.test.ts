import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/dates.ts';
import { mostDaysLate, type SettledInvoice } from '../../../shared/credit/payment-history.ts';
import { averageOf, gradeOf, type ScoreFacts, scoredInvoices, scoreOf } from '../../../shared/credit/score.ts';

const dayOne = '2026-01-01';

/** An invoice issued so many days after the first of January, due 30 days later. */
const settled = (at: number, issued: number, daysLate: number, amount = 100_000): SettledInvoice => ({
  invoiceId: `inv_${at.toString().padStart(4, '0')}`,
  issueDate: addDays(dayOne, issued),
  dueDate: addDays(dayOne, issued + 30),
  settledOn: addDays(dayOne, issued + 30 + daysLate),
  amount,
  daysLate,
});

const factsWith = (invoices: readonly SettledInvoice[], more: Partial<ScoreFacts> = {}): ScoreFacts => ({
  settled: invoices,
  disputes: 0,
  brokenPromises: 0,
  customerSince: '2024-01-01',
  average: 70,
  ...more,
});

const anyInvoices = fc
  .array(
    fc.record({
      issued: fc.integer({ min: 0, max: 700 }),
      daysLate: fc.integer({ min: 0, max: mostDaysLate }),
      amount: fc.integer({ min: 1, max: 1_000_000_000_000 }),
      writtenOff: fc.boolean(),
    }),
    { maxLength: 130 },
  )
  .map((all) =>
    all.map(({ issued, daysLate, amount, writtenOff }, at) => ({
      ...settled(at, issued, writtenOff ? mostDaysLate : daysLate, amount),
      ...(writtenOff && { settledOn: undefined }),
    })),
  );

const anyFacts: fc.Arbitrary<ScoreFacts> = fc.record({
  settled: anyInvoices,
  disputes: fc.integer({ min: 0, max: 20 }),
  brokenPromises: fc.integer({ min: 0, max: 20 }),
  customerSince: fc.constantFrom('2020-05-05', '2025-06-01', '2026-03-01'),
  average: fc.double({ min: 0, max: 100, noNaN: true }),
});

describe('the score', () => {
  it('of a customer of years who always pays in time nears 100, of one 30 days late it nears the bottom', () => {
    const over = (daysLate: number) =>
      scoreOf(factsWith(Array.from({ length: 40 }, (_, at) => settled(at, at * 7, daysLate))));
    expect(over(0)).toMatchObject({ score: 97.3, grade: 'A', figures: { averageDaysLate: 0, shareLate: 0 } });
    expect(over(5)).toMatchObject({ score: 70, grade: 'B' });
    expect(over(30)).toMatchObject({ score: 24.5, grade: 'E' });
  });

  it('gives its reasons as figures, whose points add up to it', () => {
    const invoices = Array.from({ length: 12 }, (_, at) => settled(at, at * 20, at < 6 ? 2 : 6, 50_000));
    const { score, reasons, figures } = scoreOf(factsWith(invoices, { customerSince: '2026-01-01' }));
    expect(reasons.map(({ detail }) => detail)).toEqual([
      'pays 4.0 days late on average, weighted by amount, over 12 invoices',
      'the newer 6 of them 6.0 days late, the older 6 2.0: slower than before',
      '100.0 % of the amount was paid after its due date',
      'a customer for 220 days at the newest invoice; a year counts in full',
      '12 of 16 parts are the customer’s own 66.0, 4 the average of the other customers, 70.0',
    ]);
    expect(score).toBe(67);
    expect(100 + reasons.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(score, 1);
    expect(figures).toMatchObject({ invoices: 12, amount: 600_000, monthlyAmount: 81_448 });
  });

  it('weighs by amount: a large invoice paid late says more than a small one', () => {
    const pair = (large: number, small: number) =>
      scoreOf(factsWith([settled(1, 0, large, 900_000), settled(2, 40, small, 100_000)]));
    expect(pair(20, 0).figures.averageDaysLate).toBe(18);
    expect(pair(0, 20).figures.averageDaysLate).toBe(2);
  });

  it('falls by disputes lost, promises broken and invoices written off, up to a limit each', () => {
    const invoices = Array.from({ length: 50 }, (_, at) => settled(at, at, 0));
    const scored = (more: Partial<ScoreFacts>) => scoreOf(factsWith(invoices, more)).ownPoints;
    expect([scored({}), scored({ disputes: 1 }), scored({ disputes: 9 })]).toEqual([10_000, 9500, 8500]);
    expect([scored({ brokenPromises: 1 }), scored({ brokenPromises: 9 })]).toEqual([9200, 7600]);
    const lost = invoices.map((one, at) => (at === 0 ? { ...one, settledOn: undefined, daysLate: mostDaysLate } : one));
    expect(scoreOf(factsWith(lost)).ownPoints).toBeLessThan(8500);
  });

  it('without a history is the average of the tenant, and moves away from it with every invoice', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 100, noNaN: true }), (average) => {
        expect(scoreOf(factsWith([], { average })).score).toBeCloseTo(average, 0);
      }),
    );
    const after = (count: number) =>
      scoreOf(
        factsWith(
          Array.from({ length: count }, (_, at) => settled(at, at, 0)),
          { average: 40 },
        ),
      ).score;
    const rising = [0, 1, 2, 5, 20, 100].map(after);
    expect(rising).toEqual(rising.toSorted((a, b) => a - b));
    expect(rising[0]).toBe(40);
    expect(rising.at(-1)).toBeGreaterThan(97);
  });

  it('is between 0 and 100, and its grade is that of its score', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { score, grade, ownPoints } = scoreOf(facts);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(ownPoints).toBeGreaterThanOrEqual(0);
        expect(ownPoints).toBeLessThanOrEqual(10_000);
        expect(grade).toBe(gradeOf(score));
      }),
    );
  });

  it('never rises because a payment came later', () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(), fc.integer({ min: 1, max: mostDaysLate }), (facts, which, later) => {
        if (facts.settled.length === 0) return;
        const at = which % facts.settled.length;
        const worse = facts.settled.map((one, index) =>
          index === at ? { ...one, daysLate: Math.min(mostDaysLate, one.daysLate + later) } : one,
        );
        const after = scoreOf({ ...facts, settled: worse });
        const before = scoreOf(facts);
        expect(after.score).toBeLessThanOrEqual(before.score);
        expect(after.ownPoints).toBeLessThanOrEqual(before.ownPoints);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order in which the invoices are named', () => {
    fc.assert(
      fc.property(
        anyFacts.chain((facts) =>
          fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts.settled], { minLength: facts.settled.length })),
        ),
        ([facts, shuffled]) => {
          expect(scoreOf({ ...facts, settled: shuffled })).toEqual(scoreOf(facts));
        },
      ),
    );
  });

  it('looks at the newest hundred', () => {
    const old = Array.from({ length: 30 }, (_, at) => settled(at, at, 60));
    const fresh = Array.from({ length: scoredInvoices }, (_, at) => settled(100 + at, 300 + at, 0));
    expect(scoreOf(factsWith([...old, ...fresh]))).toEqual(scoreOf(factsWith(fresh)));
  });
});

describe('the average of a tenant', () => {
  it('is that of its customers, and neutral while there are none', () => {
    expect(averageOf({ customers: 0, points: 0 })).toBe(70);
    expect(averageOf({ customers: 4, points: 4 * 8250 })).toBe(82.5);
  });
});
