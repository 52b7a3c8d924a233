import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/dates.ts';
import { choosePrice, noRules, type PriceRules } from '../../../shared/prices/choose-price.ts';
import type { PriceRows } from '../../../shared/prices/price-list.ts';

const list = (code: string, prices: [sku: string, minQuantity: number, unitPrice: number][], more = {}): PriceRows => ({
  code,
  listVersion: 1,
  prices: prices.map(([sku, minQuantity, unitPrice]) => ({ sku, minQuantity, unitPrice })),
  ...more,
});

const of = (sku: string, quantity: number, on = '2026-06-15') => ({ sku, quantity, on });

describe('the price agreed with a customer', () => {
  it('is the one from the largest number of pieces that is reached', () => {
    const own = [
      list('OWN', [
        ['A', 1, 100],
        ['A', 10, 90],
        ['A', 100, 80],
        ['B', 1, 5],
      ]),
    ];
    const rules: PriceRules = { own, ofGroup: [] };
    const priceOf = (quantity: number) => choosePrice(rules, of('A', quantity))?.unitPrice;
    expect([1, 9, 10, 99, 100, 5000].map(priceOf)).toEqual([100, 100, 90, 90, 80, 80]);
  });

  it('is the customer’s own before the group’s, even where that is lower; and none where no list has one', () => {
    const rules = { own: [list('OWN', [['A', 5, 100]])], ofGroup: [list('GROUP', [['A', 1, 70]])] };
    expect(choosePrice(rules, of('A', 5))).toEqual({ unitPrice: 100, priceList: 'OWN' });
    expect(choosePrice(rules, of('A', 4))).toEqual({ unitPrice: 70, priceList: 'GROUP' });
    expect(choosePrice(rules, of('B', 4))).toBeUndefined();
    expect(choosePrice(noRules, of('A', 4))).toBeUndefined();
  });

  it('holds from its first day to its last, both included', () => {
    const own = [list('OWN', [['A', 1, 100]], { validFrom: '2026-06-10', validTo: '2026-06-20' })];
    const days = ['2026-06-09', '2026-06-10', '2026-06-20', '2026-06-21'];
    const found = days.map((day) => choosePrice({ own, ofGroup: [] }, of('A', 1, day)) !== undefined);
    expect(found).toEqual([false, true, true, false]);
  });
});

/** Few skus, days and quantities, so that lists meet often. */
const day = fc.integer({ min: 0, max: 6 }).map((days) => addDays('2026-06-12', days));
const anyList = (codes: readonly string[]) =>
  fc.record(
    {
      code: fc.constantFrom(...codes),
      listVersion: fc.constant(1),
      validFrom: day,
      validTo: day,
      prices: fc.uniqueArray(
        fc.record({
          sku: fc.constantFrom('A', 'B'),
          minQuantity: fc.integer({ min: 1, max: 6 }),
          unitPrice: fc.integer({ min: 0, max: 9 }),
        }),
        { selector: ({ sku, minQuantity }) => `${sku} ${minQuantity}`, maxLength: 6 },
      ),
    },
    { requiredKeys: ['code', 'listVersion', 'prices'] },
  );
const listsOf = (codes: readonly string[]) =>
  fc.uniqueArray(anyList(codes), { selector: ({ code }) => code, maxLength: codes.length });
const anyRules = fc.record({ own: listsOf(['O1', 'O2', 'O3']), ofGroup: listsOf(['G1', 'G2', 'G3']) });
const anyWanted = fc.record({ sku: fc.constantFrom('A', 'B'), quantity: fc.integer({ min: 1, max: 8 }), on: day });

/** The same choice said another way: every price that could hold, in the order of preference. */
const inOrder = (rules: PriceRules, { sku, quantity, on }: { sku: string; quantity: number; on: string }) =>
  [rules.own, rules.ofGroup].flatMap((lists, level) =>
    lists.flatMap(({ code, validFrom = '0', validTo = '9', prices }) => {
      if (on < validFrom || on > validTo) return [];
      const [best] = prices
        .filter((price) => price.sku === sku && price.minQuantity <= quantity)
        .toSorted((a, b) => b.minQuantity - a.minQuantity);
      return best ? [{ level, unitPrice: best.unitPrice, priceList: code }] : [];
    }),
  );

describe('of any lists', () => {
  it('the choice is the first by level, then by price, then by code', () => {
    fc.assert(
      fc.property(anyRules, anyWanted, (rules, wanted) => {
        const [first] = inOrder(rules, wanted).toSorted(
          (a, b) => a.level - b.level || a.unitPrice - b.unitPrice || (a.priceList < b.priceList ? -1 : 1),
        );
        const chosen = choosePrice(rules, wanted);
        expect(chosen).toEqual(first && { unitPrice: first.unitPrice, priceList: first.priceList });
      }),
      { numRuns: 2000 },
    );
  });

  it('the order in which lists and prices were written does not matter', () => {
    fc.assert(
      fc.property(anyRules, anyWanted, ({ own, ofGroup }, wanted) => {
        const turned = (lists: PriceRows[]) =>
          lists.toReversed().map((one) => ({ ...one, prices: one.prices.toReversed() }));
        const other = choosePrice({ own: turned(own), ofGroup: turned(ofGroup) }, wanted);
        expect(other).toEqual(choosePrice({ own, ofGroup }, wanted));
      }),
    );
  });

  it('a list with other skus, or of another time, changes nothing', () => {
    fc.assert(
      fc.property(anyRules, anyWanted, ({ own, ofGroup }, wanted) => {
        const strange = [
          list('O0', [['C', 1, 0]]),
          list('O4', [[wanted.sku, 1, 0]], { validTo: addDays(wanted.on, -1) }),
          list('O5', [[wanted.sku, 1, 0]], { validFrom: addDays(wanted.on, 1) }),
          list('O6', [[wanted.sku, wanted.quantity + 1, 0]]),
        ];
        const other = choosePrice({ own: [...strange, ...own], ofGroup: [...strange, ...ofGroup] }, wanted);
        expect(other).toEqual(choosePrice({ own, ofGroup }, wanted));
      }),
    );
  });
});
