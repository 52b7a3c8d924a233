import { describe, expect, it } from 'vitest';
import { invoiceNumbersIn } from '../../../shared/payments/match-payment.ts';

const numbers = (reference: string) =>
  invoiceNumbersIn(reference, 'FA-{year}').map(({ series, counter }) => `${series} ${counter}`);

describe('invoice numbers in a payment reference', () => {
  it.each([
    ['FA-2026-000012', ['FA-2026 12']],
    ['payment fa-2026-12, thanks', ['FA-2026 12']],
    ['FA2026000012', ['FA-2026 12']],
    ['FA 2026 000012 / FA-2026-000013', ['FA-2026 12', 'FA-2026 13']],
    ['FA-2026-000012 FA-2026-000012', ['FA-2026 12']],
    ['SOFA-2026-000012', []],
    ['2026-000012', []],
    ['order 4711', []],
  ])('%s', (reference, expected) => {
    expect(numbers(reference)).toEqual(expected);
  });

  it('knows series without a year', () => {
    expect(invoiceNumbersIn('re INV-000007', 'INV')).toEqual([{ series: 'INV', counter: 7 }]);
  });
});
