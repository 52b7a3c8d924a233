import type { StoredCustomer } from '../customers/customer.ts';
import type { Address } from '../tenant.ts';

/** Stands where something about a person stood. */
export const erasedText = '(erased)';

/** Only the country stays: taxes and statistics follow from it, nobody is found by it. */
export const erasedAddress = ({ country }: Pick<Address, 'country'>): Address => ({
  line1: erasedText,
  city: erasedText,
  country,
});

export const isErasedAddress = (address: Address): boolean => address.line1 === erasedText;

/** The profile without the person. The address is under a domain that never exists (RFC 2606), so that no mail can go. */
export const erasedProfile = (customer: StoredCustomer, at: string): StoredCustomer => {
  const { id, language, paymentTerms, createdAt, version, sequence, erasure } = customer;
  return {
    id,
    name: erasedText,
    email: `${id.toLowerCase()}@erased.invalid`,
    language,
    billingAddress: erasedAddress(customer.billingAddress),
    paymentTerms,
    createdAt,
    version,
    sequence,
    erasure,
    erasedAt: at,
  };
};

/** Shorter than this, a text is in too many others by chance. */
const shortestMasked = 3;

/** Takes what names or reaches the person out of free texts: references, reasons, keys of imports. */
export const maskOf = ({ name, email, phone, taxId, billingAddress, shippingAddress }: StoredCustomer) => {
  const addresses = [billingAddress, shippingAddress].flatMap((one) => [one?.line1, one?.line2]);
  const told = [name, email, phone, taxId, ...addresses]
    .filter((text): text is string => text !== undefined && text !== erasedText)
    .filter((text) => text.length >= shortestMasked)
    .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const pattern = told.length === 0 ? undefined : new RegExp(told.join('|'), 'giu');
  return (text: string): string => (pattern ? text.replaceAll(pattern, erasedText) : text);
};
export type Mask = ReturnType<typeof maskOf>;

/** Applies a mask to every text in a value. */
export const maskAll = (value: unknown, mask: Mask): unknown => {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((one: unknown) => maskAll(one, mask));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, maskAll(field, mask)]));
};
