/*
 * The model's own arithmetic, in whole minor units: rounded half away from zero, tax once per rate and document. Nothing of
 * the product is called here: what the product computes is held against this.
 */

/** a / b rounded half up; both not negative. */
export const rounded = (a: number, b: number): number => Math.floor((2 * a + b) / (2 * b));

/** Percent of tax by category, at home in Spain. */
export const rates = { standard: 21, reduced: 10, zero: 0 } as const;
export type TaxCategory = keyof typeof rates;

/** Net of a quantity at a price, less a discount in whole percent. */
export const lineNet = (unitPrice: number, quantity: number, discountPercent: number): number =>
  rounded(unitPrice * quantity * (100 - discountPercent), 100);

/** Tax of nets, rounded once per rate. */
export const taxOf = (nets: readonly { net: number; category: TaxCategory }[]): number => {
  const categories = [...new Set(nets.map((one) => one.category))];
  return categories.reduce((sum, category) => {
    const base = nets.filter((one) => one.category === category).reduce((total, one) => total + one.net, 0);
    return sum + rounded(base * rates[category], 100);
  }, 0);
};

/** Net of the first so many pieces of a line: differences of it add up to the line. */
export const netOfFirst = ({ net, quantity }: { net: number; quantity: number }, pieces: number): number =>
  quantity === 0 ? 0 : rounded(net * pieces, quantity);

export const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0);
