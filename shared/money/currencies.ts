/**
 * Number of decimals of a currency's minor unit after ISO 4217 (list one, 2024-06-25). Everything not named has two.
 * Intl's own digits differ for some (HUF, COP, IDR), hence this list.
 */
const exponents: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

/** Decimals of the currency: 2 for EUR, 0 for JPY, 3 for BHD. */
export const minorDigits = (currency: string): number => exponents[currency] ?? 2;
