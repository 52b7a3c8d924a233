import { describe, expect, it } from 'vitest';
import { orderNumbersIn } from '../../../shared/payments/match-orders.ts';

describe('order numbers in a payment reference', () => {
  it.each([
    ['SO-000012', ['SO-000012']],
    ['payment so-12, thanks', ['SO-000012']],
    ['SO000012/SO 000013', ['SO-000012', 'SO-000013']],
    ['SO-1234567', ['SO-1234567']],
    ['SO-000012 and once more SO-12', ['SO-000012']],
    ['I liked it so 12 more, please', []],
    ['ESO-000012', []],
    ['SO-0000120000000', []],
    ['FA-2026-000012', []],
  ])('%s', (reference, expected) => {
    expect(orderNumbersIn(reference)).toEqual(expected);
  });
});
