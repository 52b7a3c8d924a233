import { minorDigits } from './currencies.ts';

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format costs far more than using it; there are a few currencies and languages. */
const formatOf = (currency: string, locale: string, digits: number): Intl.NumberFormat => {
  const name = `${currency} ${locale}`;
  const format =
    formats.get(name) ??
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping: 'always',
    });
  formats.set(name, format);
  return format;
};

/**
 * An amount (minor units) for people: 123456 EUR in Spanish is `1.234,56 €`. `locale` is a BCP 47 tag. The division
 * is for showing only: below 10^15 minor units its error is far under the last digit shown.
 */
export const formatMoney = (minor: number, currency: string, locale: string): string => {
  const digits = minorDigits(currency);
  return formatOf(currency, locale, digits).format(minor / 10 ** digits);
};
