import { describe, expect, it } from 'vitest';
import type { Grade } from '../../../shared/credit/score.ts';
import { suggestDecision } from '../../../shared/credit/suggest-decision.ts';

const show = (amount: number): string => (amount / 100).toFixed(2);

/** Of a limit of 1,000.00. */
const facts = (afterOrder: number, oldestDays: number, grade: Grade | null, invoices = grade === null ? 0 : 12) => ({
  exposure: { used: afterOrder - 20_000, limit: 100_000, afterOrder },
  overdue: oldestDays > 0 ? { count: 2, amount: 30_000, oldestDays } : { count: 0, amount: 0, oldestDays: 0 },
  payments: {
    invoices,
    averageDaysLate: grade === null ? null : 4.2,
    score: grade === null ? null : 66.5,
    grade,
  },
});

describe('the suggested decision', () => {
  it.each<[afterOrder: number, oldestDays: number, grade: Grade | null, decision: string, code: string]>([
    // Overdue weighs most.
    [90_000, 91, 'A', 'reject', 'long_overdue'],
    [90_000, 1, 'E', 'reject', 'worst_payer_overdue'],
    [90_000, 31, 'A', 'collect_overdue_first', 'seriously_overdue'],
    [90_000, 1, 'C', 'collect_overdue_first', 'overdue'],
    [90_000, 1, null, 'collect_overdue_first', 'overdue'],
    [90_000, 30, 'B', 'approve', 'within_limit'],
    // Then the grade, and how far over the limit.
    [90_000, 0, 'E', 'ask_prepayment', 'worst_payer'],
    [90_000, 0, 'D', 'approve', 'within_limit'],
    [100_000, 0, null, 'approve', 'within_limit'],
    [100_001, 0, null, 'ask_prepayment', 'little_history'],
    [100_001, 0, 'D', 'ask_prepayment', 'far_over_limit'],
    [110_000, 0, 'C', 'approve', 'good_payer'],
    [110_001, 0, 'C', 'ask_prepayment', 'far_over_limit'],
    [150_000, 20, 'B', 'approve', 'good_payer'],
    [150_001, 0, 'B', 'ask_prepayment', 'far_over_limit'],
    [200_000, 0, 'A', 'approve', 'good_payer'],
    [200_001, 0, 'A', 'ask_prepayment', 'far_over_limit'],
  ])('of %d after the order, %d days overdue, grade %s, is %s: %s', (afterOrder, oldestDays, grade, decision, code) => {
    const suggested = suggestDecision(facts(afterOrder, oldestDays, grade), show);
    expect([suggested.decision, suggested.reasons[0]?.code]).toEqual([decision, code]);
  });

  it('asks of a customer of two invoices, however good, what it asks of an unknown one', () => {
    expect(suggestDecision(facts(120_000, 0, 'A', 2), show).reasons[0]?.code).toBe('little_history');
  });

  it('says after its reason what stands behind it', () => {
    expect(suggestDecision(facts(150_000, 20, 'B'), show).reasons.slice(1)).toEqual([
      { code: 'exposure', detail: '1500.00 of 1000.00 used with this order, 1300.00 without it.' },
      { code: 'overdue_invoices', detail: '300.00 overdue on 2 invoices, the oldest by 20 days.' },
      { code: 'payment_history', detail: 'Grade B (66.5): pays 4.2 days late on average, over 12 invoices.' },
    ]);
    expect(suggestDecision(facts(1, 0, null), show).reasons.slice(2)).toEqual([
      { code: 'overdue_invoices', detail: 'Nothing is overdue.' },
      { code: 'payment_history', detail: 'No invoice is settled yet.' },
    ]);
  });
});
