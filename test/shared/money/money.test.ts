import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cumulativePart, lineNet, percentOf, split, sumOf } from '../../../shared/money/money.ts';

const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });

describe('splitting money', () => {
  it('gives out every cent, whatever the weights', () => {
    fc.assert(
      fc.property(amount, fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 30 }), (total, weights) => {
        expect(sumOf(split(total, weights))).toBe(total);
      }),
    );
  });

  it('never gives a part more than one unit away from its exact share', () => {
    fc.assert(
      fc.property(
        amount,
        fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 30 }),
        (total, weights) => {
          const whole = sumOf(weights);
          for (const [index, part] of split(total, weights).entries()) {
            expect(Math.abs(part - (total * (weights[index] ?? 0)) / whole)).toBeLessThanOrEqual(1.001);
          }
        },
      ),
    );
  });

  it('gives the odd cents to the largest remainders, the earlier first', () => {
    expect(split(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(split(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(split(5, [0, 0])).toEqual([5, 0]);
  });
});

describe('rounding money', () => {
  it('rounds half away from zero', () => {
    expect(percentOf(50, 1)).toBe(1);
    expect(percentOf(-50, 1)).toBe(-1);
    expect(percentOf(49, 1)).toBe(0);
  });

  it('takes percentages with four decimals exactly', () => {
    expect(percentOf(1_000_000, 5.5001)).toBe(55_001);
    expect(lineNet(1999, 3, 12.5)).toBe(5247);
  });

  it('keeps amounts beyond the exact range of floating-point products', () => {
    expect(lineNet(9_999_999_999, 90_000, 0)).toBe(899_999_999_910_000);
  });

  it('makes partial amounts of any sequence of deliveries add up to the whole', () => {
    fc.assert(
      fc.property(
        amount,
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 20 }),
        (net, deliveries) => {
          const whole = sumOf(deliveries);
          let before = 0;
          let invoiced = 0;
          for (const pieces of deliveries) {
            invoiced += cumulativePart(net, before + pieces, whole) - cumulativePart(net, before, whole);
            before += pieces;
          }
          expect(invoiced).toBe(net);
        },
      ),
    );
  });
});

interface TaxCase {
  id: string;
  input: { rate?: string; price?: string; price_includes_tax?: boolean; precision?: string };
  expected: { tax?: string };
}

describe('published tax cases', () => {
  const { tax: cases }: { tax: TaxCase[] } = JSON.parse(
    readFileSync(new URL('../../data/tax-rounding.json', import.meta.url), 'utf8'),
  );
  const decimal = /^\d+(\.\d{1,2})?$/;
  const usable = cases.filter(
    ({ input, expected }) =>
      input.price_includes_tax === false &&
      (input.precision === '0.01' || input.precision === '1') &&
      decimal.test(input.price ?? '') &&
      decimal.test(input.rate ?? '') &&
      decimal.test(expected.tax ?? ''),
  );
  const scale = (text: string | undefined, precision: string | undefined): number =>
    Math.round(Number(text) * (precision === '1' ? 1 : 100));

  it('has cases to check', () => expect(usable.length).toBeGreaterThan(0));

  it.each(usable.map((one) => [one.id, one] as const))('%s', (_, { input, expected }) => {
    expect(percentOf(scale(input.price, input.precision), Number(input.rate))).toBe(
      scale(expected.tax, input.precision),
    );
  });
});
