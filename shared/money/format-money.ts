import { minorDigits } from './currencies.ts';

/**
 * An amount (minor units) for people: 123456 EUR in Spanish is `1.234,56 €`. `locale` is a BCP 47 tag. The division
 * is for showing only: below 10^15 minor units its error is far under the last digit shown.
 */
export const formatMoney = (minor: number, currency: string, locale: string): string => {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: 'always',
  }).format(minor / 10 ** digits);
};
