import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CreditPolicy } from '../../../shared/credit/credit-policy.ts';
import { type CreditCase, decideCredit, isReleased } from '../../../shared/credit/decide-credit.ts';

const plain: CreditCase = {
  hold: 'auto',
  limit: 100_000,
  used: 60_000,
  overdue: { days: 0, amount: 0 },
  gross: 40_000,
  today: '2026-11-25',
};
const show = (amount: number): string => (amount / 100).toFixed(2);
const decide = (change: Partial<CreditCase> = {}, policy: Partial<CreditPolicy> = {}) => {
  const { decision, reasons } = decideCredit({ ...plain, ...change }, CreditPolicy.parse(policy), show);
  return [decision, ...reasons.map(({ code }) => code)];
};

describe('the decision about an order', () => {
  it.each<[string, Partial<CreditCase>, Partial<CreditPolicy>, string[]]>([
    ['fits to the cent', {}, {}, ['approved', 'within_limit']],
    ['is a cent too much', { gross: 40_001 }, {}, ['held', 'over_limit']],
    ['is of a customer not checked', { hold: 'off', gross: 9e9 }, {}, ['approved', 'hold_off']],
    ['is of a customer on hold', { hold: 'on', gross: 1 }, { autoApproveBelow: 5000 }, ['held', 'customer_on_hold']],
    ['is small', { used: 2e9, gross: 4999 }, { autoApproveBelow: 5000 }, ['approved', 'small_order']],
    ['is no longer small', { used: 2e9, gross: 5000 }, { autoApproveBelow: 5000 }, ['held', 'over_limit']],
    [
      'overdue within the grace',
      { overdue: { days: 5, amount: 1 } },
      { graceDaysOverdue: 5 },
      ['approved', 'within_limit'],
    ],
    ['overdue beyond the grace', { overdue: { days: 6, amount: 1 } }, { graceDaysOverdue: 5 }, ['held', 'overdue']],
    ['overdue, which nobody asks about', { overdue: { days: 600, amount: 1 } }, {}, ['approved', 'within_limit']],
    [
      'overdue and too much: both are said',
      { overdue: { days: 6, amount: 1 }, gross: 50_000 },
      { graceDaysOverdue: 5 },
      ['held', 'over_limit', 'overdue'],
    ],
    [
      'overdue for ever',
      { overdue: { days: 91, amount: 1 }, gross: 1 },
      { graceDaysOverdue: 5, rejectAfterDaysOverdue: 90 },
      ['rejected', 'overdue_too_long'],
    ],
    ['released', { gross: 70_000, release: { amount: 70_000 } }, {}, ['approved', 'within_release']],
    ['grown beyond the release', { gross: 70_001, release: { amount: 70_000 } }, {}, ['held', 'over_limit']],
    [
      'grown within the tolerance',
      { gross: 77_000, release: { amount: 70_000 } },
      { tolerancePercent: 10 },
      ['approved', 'within_release'],
    ],
    [
      'released until yesterday',
      { gross: 70_000, release: { amount: 70_000, validUntil: '2026-11-24' } },
      {},
      ['held', 'over_limit'],
    ],
    ['to be paid in advance', { gross: 9e9, prepayment: 'Pay first.' }, {}, ['held', 'prepayment_required']],
  ])('%s', (_case, change, policy, expected) => {
    expect(decide(change, policy)).toEqual(expected);
  });

  it('says in words what is missing', () => {
    const { reasons } = decideCredit(
      { ...plain, gross: 50_000, overdue: { days: 1, amount: 7 } },
      CreditPolicy.parse({ graceDaysOverdue: 0 }),
      show,
    );
    expect(reasons.map(({ detail }) => detail)).toEqual([
      'The order of 500.00 brings the exposure to 1100.00, 100.00 over the limit of 1000.00.',
      '0.07 is overdue, the oldest invoice for 1 day; 0 days are allowed.',
    ]);
  });
});

const anyCase: fc.Arbitrary<CreditCase> = fc.record(
  {
    hold: fc.constantFrom('auto', 'on', 'off'),
    limit: fc.nat(1_000_000),
    used: fc.integer({ min: -100_000, max: 1_000_000 }),
    overdue: fc.record({ days: fc.nat(400), amount: fc.nat(100_000) }),
    gross: fc.nat(1_000_000),
    today: fc.constant('2026-11-25'),
    release: fc.record(
      { amount: fc.nat(1_000_000), validUntil: fc.constantFrom('2026-11-24', '2026-11-25') },
      { requiredKeys: ['amount'] },
    ),
  },
  { requiredKeys: ['hold', 'limit', 'used', 'overdue', 'gross', 'today'] },
);
const anyPolicy = fc.record({
  graceDaysOverdue: fc.option(fc.nat(60), { nil: undefined }),
  rejectAfterDaysOverdue: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
  autoApproveBelow: fc.nat(10_000),
  tolerancePercent: fc.integer({ min: 0, max: 100 }),
});

describe('whatever the case', () => {
  it('a decision has a reason, and only what fits, is small, released or unchecked is approved', () => {
    fc.assert(
      fc.property(anyCase, anyPolicy, (one, wishes) => {
        const policy = CreditPolicy.parse(wishes);
        const { decision, reasons } = decideCredit(one, policy, show);
        expect(reasons.length).toBeGreaterThan(0);
        const fits = one.used + one.gross <= one.limit;
        const excused = isReleased(one, policy) || one.gross < policy.autoApproveBelow;
        if (one.hold === 'auto' && decision === 'approved') expect(fits || excused).toBe(true);
        if (one.hold === 'on') expect(decision).toBe('held');
      }),
      { numRuns: 2000 },
    );
  });

  it('a smaller order, a higher limit or less in use never makes it worse', () => {
    const rank = { rejected: 0, held: 1, approved: 2 };
    fc.assert(
      fc.property(anyCase, anyPolicy, fc.nat(1_000_000), (one, wishes, step) => {
        const policy = CreditPolicy.parse(wishes);
        const of = (change: Partial<CreditCase>): number =>
          rank[decideCredit({ ...one, ...change }, policy, show).decision];
        const before = of({});
        expect(of({ gross: Math.max(0, one.gross - step) })).toBeGreaterThanOrEqual(before);
        expect(of({ limit: one.limit + step })).toBeGreaterThanOrEqual(before);
        expect(of({ used: one.used - step })).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 2000 },
    );
  });
});
