/**
 * The shape of a VAT number per member state, after the prefix (European Commission, VIES, "VAT identification number
 * structure"). Check digits are not computed: a shape alone tells a VAT number from a personal tax code.
 */
const shapes: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^[A-Z0-9]\d{7}[A-Z0-9]$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{12}$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
};

/** The member state (ISO code) whose VAT number this is; undefined when it has the shape of none. */
export const memberStateOf = (taxId: string): string | undefined => {
  const plain = taxId.replaceAll(/[\s.-]/g, '').toUpperCase();
  const prefix = plain.slice(0, 2);
  if (!shapes[prefix]?.test(plain.slice(2))) return undefined;
  return prefix === 'EL' ? 'GR' : prefix;
};
