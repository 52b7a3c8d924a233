/**
 * All rounding and splitting of money. Amounts are integers in minor units; products run over BigInt, so that no
 * figure passes through a float. Rounds half away from zero.
 */

/** a / b rounded half away from zero. b > 0. */
const divideRounded = (a: bigint, b: bigint): bigint => {
  const sign = a < 0n ? -1n : 1n;
  const magnitude = a < 0n ? -a : a;
  return (sign * (2n * magnitude + b)) / (2n * b);
};

/** Ten-thousandths of a percent: the contract allows at most four decimals. */
const percentParts = (percent: number): bigint => BigInt(Math.round(percent * 10_000));

/** That many percent of an amount, rounded once: percentOf(1999, 21) = 420. */
export const percentOf = (amount: number, percent: number): number =>
  Number(divideRounded(BigInt(amount) * percentParts(percent), 1_000_000n));

/** quantity x unit price less the discount, rounded once. */
export const lineNet = (unitPrice: number, quantity: number, discountPercent: number): number =>
  Number(
    divideRounded(BigInt(unitPrice) * BigInt(quantity) * (1_000_000n - percentParts(discountPercent)), 1_000_000n),
  );

/**
 * The part of an amount that belongs to the first `part` of `whole` pieces, rounded. Taking differences of this makes
 * partial invoices add up to the whole exactly: the last one gets what is left.
 */
export const cumulativePart = (amount: number, part: number, whole: number): number =>
  whole === 0 ? 0 : Number(divideRounded(BigInt(amount) * BigInt(part), BigInt(whole)));

/**
 * Splits an amount by weights so that the parts sum to it exactly: largest remainder, ties to the earlier part. All
 * weights 0: everything to the first part.
 */
export const split = (amount: number, weights: readonly number[]): number[] => {
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return weights.map((_, index) => (index === 0 ? amount : 0));
  const sign = amount < 0 ? -1 : 1;
  const magnitude = BigInt(Math.abs(amount));
  const shares = weights.map((weight) => (magnitude * BigInt(weight)) / total);
  const remainders = weights.map((weight, index) => ({ index, left: (magnitude * BigInt(weight)) % total }));
  let missing = Number(magnitude - shares.reduce((sum, share) => sum + share, 0n));
  for (const { index } of remainders.toSorted((a, b) =>
    a.left === b.left ? a.index - b.index : a.left > b.left ? -1 : 1,
  )) {
    if (missing === 0) break;
    shares[index] = (shares[index] ?? 0n) + 1n;
    missing -= 1;
  }
  return shares.map((share) => sign * Number(share));
};

/** The sum of amounts. */
export const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

/** Largest amount a document may have: 10 billion in a currency with two decimals; thousands of them stay inside 2^53. */
export const largestAmount = 1_000_000_000_000;
