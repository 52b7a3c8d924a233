import type { PriceRows } from './price-list.ts';

/** The price lists of whoever orders: the customer's own come before those of its group. */
export interface PriceRules {
  own: readonly PriceRows[];
  ofGroup: readonly PriceRows[];
}

export const noRules: PriceRules = { own: [], ofGroup: [] };

export interface ChosenPrice {
  /** Minor units, without tax. */
  unitPrice: number;
  /** Code of the list it stands on. */
  priceList: string;
}

/** What is ordered: all pieces of the sku in the order, and the day it is placed in the tenant's zone. */
export interface Wanted {
  sku: string;
  quantity: number;
  on: string;
}

const isValidOn = ({ validFrom, validTo }: PriceRows, day: string): boolean =>
  (validFrom === undefined || validFrom <= day) && (validTo === undefined || day <= validTo);

/** The price of a list from the largest number of pieces that is reached; undefined when it has none for so few. */
const priceOn = (list: PriceRows, { sku, quantity, on }: Wanted): ChosenPrice | undefined => {
  if (!isValidOn(list, on)) return undefined;
  const reached = list.prices.filter((price) => price.sku === sku && price.minQuantity <= quantity);
  const [first, ...others] = reached;
  if (first === undefined) return undefined;
  const best = others.reduce((one, other) => (other.minQuantity > one.minQuantity ? other : one), first);
  return { unitPrice: best.unitPrice, priceList: list.code };
};

/** Of several lists of one level the lowest price; where two agree, the list whose code is first. */
const lowestOn = (lists: readonly PriceRows[], wanted: Wanted): ChosenPrice | undefined => {
  let lowest: ChosenPrice | undefined;
  for (const list of lists) {
    const price = priceOn(list, wanted);
    if (!price) continue;
    const isLower = lowest === undefined || price.unitPrice < lowest.unitPrice;
    const isFirst = lowest?.unitPrice === price.unitPrice && price.priceList < lowest.priceList;
    if (isLower || isFirst) lowest = price;
  }
  return lowest;
};

/**
 * The price agreed with a customer for a sku: from its own lists, else from those of its group, even where the group would
 * pay less; undefined when none has one, and the catalogue's price holds. Pure.
 */
export const choosePrice = (rules: PriceRules, wanted: Wanted): ChosenPrice | undefined =>
  lowestOn(rules.own, wanted) ?? lowestOn(rules.ofGroup, wanted);
