import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Current, proposeCredit } from '../../../shared/credit/propose-credit.ts';
import { scoreOf } from '../../../shared/credit/score.ts';

const { figures } = scoreOf({ settled: [], disputes: 0, brokenPromises: 0, customerSince: '2026-01-01', average: 70 });
const scored = (score: number, invoices = 12, monthlyAmount = 814_480) => ({
  score,
  figures: { ...figures, invoices, monthlyAmount },
});
const show = (amount: number): string => (amount / 100).toFixed(2);
const current = (more: Partial<Current> = {}): Current => ({
  limit: 1_000_000,
  terms: { netDays: 30 },
  standardNetDays: 30,
  ...more,
});

describe('a proposal', () => {
  it.each([
    // score, current limit, proposed limit, current days, proposed days
    [95, 1_000_000, 2_500_000, 30, 45],
    [95, 9_000_000, 9_000_000, 90, 90],
    [70, 1_000_000, 1_700_000, 30, 30],
    [70, 5_000_000, 5_000_000, 60, 60],
    [55, 1_000_000, 1_000_000, 60, 30],
    [40, 1_000_000, 820_000, 30, 15],
    [40, 500_000, 500_000, 10, 10],
    [20, 1_000_000, 0, 30, 0],
  ])('for a score of %d and a limit of %d is a limit of %d, of %d days %d', (score, limit, to, netDays, days) => {
    const { limit: l, terms } = proposeCredit(scored(score), current({ limit, terms: { netDays } }), show);
    expect([l.proposed, terms.proposed.netDays]).toEqual([to, days]);
  });

  it('gives its reasons in figures', () => {
    expect(proposeCredit(scored(95), current(), show).limit.reasons).toEqual([
      { code: 'monthly_amount', detail: 'Invoices for 8144.80 in thirty days.' },
      { code: 'grade_a', detail: 'Grade A (95): three months of invoices, and no less than there is.' },
    ]);
  });

  it('changes nothing without enough history', () => {
    for (const known of [undefined, scored(20, 2), scored(95, 1)]) {
      const { limit, terms } = proposeCredit(known, current(), show);
      expect([limit.proposed, terms.proposed]).toEqual([1_000_000, { netDays: 30 }]);
      expect(limit.reasons[0]?.code).toBe('little_history');
    }
  });

  it('leaves a discount for paying early as it is, within the terms', () => {
    const terms = { netDays: 30, earlyPayment: { percent: 2, withinDays: 20 } };
    expect(proposeCredit(scored(40), current({ terms }), show).terms.proposed).toEqual({
      netDays: 15,
      earlyPayment: { percent: 2, withinDays: 15 },
    });
  });

  it('never gives less for a better score', () => {
    const score = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(score, score, fc.nat(), fc.nat(365), fc.nat(1e9), (one, other, limit, netDays, monthly) => {
        const [worse, better] = [Math.min(one, other), Math.max(one, other)].map((each) =>
          proposeCredit(scored(each, 12, monthly), current({ limit, terms: { netDays } }), show),
        );
        expect(better!.limit.proposed).toBeGreaterThanOrEqual(worse!.limit.proposed);
        expect(better!.terms.proposed.netDays).toBeGreaterThanOrEqual(worse!.terms.proposed.netDays);
      }),
    );
  });
});
