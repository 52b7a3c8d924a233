import * as z from 'zod';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';
import { Code, CurrencyCode, plainText, Price } from '../products/product.ts';

/** A price of a sku from so many pieces on. Minor units, without tax. */
export const ListPrice = lazyStrictObject(() => ({
  sku: Code,
  minQuantity: z.int().check(z.gte(1), z.lte(1_000_000)).default(1),
  unitPrice: Price,
}));
export type ListPrice = z.output<typeof ListPrice>;

/** What PUT /v1/price-lists/{code} takes. `code` may be left out of the body; if given it must be the one of the path. */
export const PriceListInput = lazyStrictObject(() => ({
  code: Code.optional(),
  name: plainText(200),
  currency: CurrencyCode,
  customerGroup: Code.optional(),
  customerId: z.string().check(z.minLength(1), z.maxLength(64)).optional(),
  validFrom: z.iso.date().optional(),
  validTo: z.iso.date().optional(),
  active: z.boolean().default(true),
  prices: z.array(ListPrice).min(1).max(500),
})).refine((list) => (list.customerGroup === undefined) !== (list.customerId === undefined), {
  path: ['customerId'],
  message: 'Name a customerGroup or a customerId, and not both.',
});
export type PriceListInput = z.output<typeof PriceListInput>;

/** A price list as GET /v1/price-lists/{code} answers it. Both dates are included; an end left out is open. */
export const PriceList = lazyObject(() => ({
  code: Code,
  name: z.string(),
  currency: CurrencyCode,
  customerGroup: Code.optional(),
  customerId: z.string().optional(),
  validFrom: z.iso.date().optional(),
  validTo: z.iso.date().optional(),
  active: z.boolean(),
  prices: z.array(ListPrice.strip()),
  version: z.int().positive(),
}));
export type PriceList = z.infer<typeof PriceList>;

/** The list without its prices, which lie where those who order by them read them: see price-list-store.ts. */
export const StoredPriceList = lazyObject(() => ({ ...PriceList.omit({ prices: true }).shape, sequence: z.int() }));
export type StoredPriceList = z.infer<typeof StoredPriceList>;

/** The prices of a list as they lie beside those of the other lists of the same customer or group. */
export const PriceRows = lazyObject(() => ({
  code: Code,
  validFrom: z.iso.date().optional(),
  validTo: z.iso.date().optional(),
  /** Of which version of the list they are. */
  listVersion: z.int(),
  prices: z.array(ListPrice.strip()),
}));
export type PriceRows = z.infer<typeof PriceRows>;
