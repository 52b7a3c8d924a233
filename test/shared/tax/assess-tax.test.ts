import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumOf } from '../../../shared/money/money.ts';
import { taxGroups, taxPerLine, totalTax, treatTax } from '../../../shared/tax/assess-tax.ts';

const treatments = [
  { code: 'S' as const, rate: 21 },
  { code: 'S' as const, rate: 10 },
  { code: 'S' as const, rate: 5.5 },
  { code: 'Z' as const, rate: 0 },
  { code: 'E' as const, rate: 0 },
];
const lines = fc.array(fc.record({ net: fc.nat(10_000_000), treatment: fc.constantFrom(...treatments) }), {
  minLength: 1,
  maxLength: 40,
});

describe('tax of a document', () => {
  it('shows a tax per line that adds up to the tax per rate group', () => {
    fc.assert(
      fc.property(lines, (some) => {
        expect(sumOf(taxPerLine(some))).toBe(totalTax(taxGroups(some)));
      }),
    );
  });

  it('has bases that add up to the net', () => {
    fc.assert(
      fc.property(lines, (some) => {
        expect(sumOf(taxGroups(some).map((group) => group.base))).toBe(sumOf(some.map((line) => line.net)));
      }),
    );
  });

  it('is rounded once per group and not per line', () => {
    const three = [33, 33, 33].map((net) => ({ net, treatment: { code: 'S' as const, rate: 10 } }));
    expect(totalTax(taxGroups(three))).toBe(10);
  });
});

describe('which tax applies to a sale from Spain', () => {
  const sale = { sellerCountry: 'ES', destinationCountry: 'ES', category: 'standard' as const, kind: 'goods' as const };

  it('at home: the rate of the category', () => {
    expect(treatTax(sale)).toEqual({ code: 'S', rate: 21 });
    expect(treatTax({ ...sale, category: 'reduced' })).toEqual({ code: 'S', rate: 10 });
    expect(treatTax({ ...sale, category: 'zero' })).toMatchObject({ code: 'Z', rate: 0 });
    expect(treatTax({ ...sale, category: 'exempt' })).toMatchObject({ code: 'E', rate: 0 });
  });

  it('to a business in another EU country: none, and the reason is said', () => {
    const abroad = { ...sale, destinationCountry: 'DE', buyerTaxId: 'DE123456789' };
    expect(treatTax(abroad)).toMatchObject({ code: 'K', rate: 0, reason: expect.stringContaining('138') });
    expect(treatTax({ ...abroad, kind: 'service' })).toMatchObject({
      code: 'AE',
      rate: 0,
      reason: expect.stringContaining('196'),
    });
  });

  it('to a consumer in another EU country: the rate there', () => {
    expect(treatTax({ ...sale, destinationCountry: 'DE' })).toEqual({ code: 'S', rate: 19 });
  });

  it('out of the EU: none, as an export', () => {
    expect(treatTax({ ...sale, destinationCountry: 'US' })).toMatchObject({ code: 'G', rate: 0 });
  });

  it('by a seller without VAT: out of scope', () => {
    expect(treatTax({ ...sale, sellerCountry: 'US' })).toMatchObject({ code: 'O', rate: 0 });
  });
});

describe('a buyer with a tax id', () => {
  const toGermany = { sellerCountry: 'ES', destinationCountry: 'DE', category: 'standard', kind: 'goods' } as const;

  it.each([
    ['DE900000000', 'K', 0],
    ['EL900000000', 'K', 0],
    ['ESB12345674', 'S', 19],
    ['B12345674', 'S', 19],
    ['GB900000000', 'S', 19],
    ['FRRMRA80A01H501U', 'S', 19],
    ['fr 12 345.678-901', 'K', 0],
  ])('%s is exempt only when it is of another member state', (buyerTaxId, code, rate) => {
    expect(treatTax({ ...toGermany, buyerTaxId })).toMatchObject({ code, rate });
  });
});
