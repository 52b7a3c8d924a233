import { minorDigits } from '../money/currencies.ts';
import type { Address, Language } from '../tenant.ts';

/** The languages documents and mails are written in. */
export const writtenLanguages = ['en', 'es'] as const;
export type WrittenLanguage = (typeof writtenLanguages)[number];

/** The language we write to someone who speaks this one: their own where it exists, else English. */
export const writtenIn = (language: Language): WrittenLanguage =>
  writtenLanguages.find((written) => written === language) ?? 'en';

/** Control characters, line breaks among them, and Unicode's own line ends: a text without them cannot leave its line. */
const lineEnds = /[\p{Cc}\u2028\u2029]+/gu;
/** Marks that turn the direction of all that follows: with them a name could show an amount backwards. */
const directionMarks = /[\u202a-\u202e\u2066-\u2069]/g;

/** A text someone typed, made fit to stand inside a line of ours: one line, and no power over its neighbours. */
export const inline = (text: string): string => text.replace(lineEnds, ' ').replace(directionMarks, '').trim();

/** A calendar date (YYYY-MM-DD) in words of the language, with the month by name, so that nobody mistakes day and month. */
export const formatDate = (date: string, language: WrittenLanguage, style: 'long' | 'medium' = 'long'): string =>
  new Intl.DateTimeFormat(language, { dateStyle: style, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));

/** A count of pieces, with the language's grouping. */
export const formatCount = (count: number, language: WrittenLanguage): string =>
  new Intl.NumberFormat(language, { useGrouping: 'always' }).format(count);

/** A percentage of at most four decimals: 21 is `21%` in English and `21 %` in Spanish. */
export const formatPercent = (percent: number, language: WrittenLanguage): string =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 4 }).format(percent / 100);

/** An amount (minor units) without its currency, for columns whose head names it once. */
export const formatAmount = (minor: number, currency: string, language: WrittenLanguage): string => {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: 'always',
  }).format(minor / 10 ** digits);
};

/** The country's name in the language; its code when nobody knows it. */
export const countryName = (country: string, language: WrittenLanguage): string =>
  new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }).of(country) ?? country;

/** Where the post code stands behind the place, as in `San Francisco, CA 94158`. */
const codeLast = new Set(['US', 'CA', 'AU', 'GB', 'IE', 'IN', 'NZ']);

const placeLine = ({ city, region, postalCode, country }: Address): string => {
  if (codeLast.has(country)) {
    return [[city, region].filter(Boolean).join(', '), postalCode].filter(Boolean).join(' ');
  }
  return [[postalCode, city].filter(Boolean).join(' '), region].filter(Boolean).join(', ');
};

/** A postal address line by line, in the order its country writes it, the country in the reader's language. */
export const addressLines = (address: Address, language: WrittenLanguage): string[] =>
  [address.line1, address.line2, placeLine(address), countryName(address.country, language)].flatMap((line) =>
    line ? [inline(line)] : [],
  );

/** Whether the account is an IBAN, or something else the bank's country uses. */
const isIban = (account: string): boolean => /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(account.replaceAll(' ', ''));

/** An account as it is read aloud and typed: an IBAN in groups of four. `kind` says what to call it. */
export const formatAccount = (account: string): { kind: 'iban' | 'account'; text: string } =>
  isIban(account)
    ? { kind: 'iban', text: account.replaceAll(' ', '').replace(/(.{4})(?=.)/g, '$1 ') }
    : { kind: 'account', text: account };
