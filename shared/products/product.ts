import * as z from 'zod';
import { ProductTaxCategory } from '../tax/tax-rates.ts';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';

/** Names of skus, warehouses and carriers. */
export const Code = z.lazy(() =>
  z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'Use 1 to 64 letters, digits, dots, dashes or underscores.'),
);

/** Text people typed: no control characters, trimmed, at most `max` characters. */
export const plainText = (max: number) =>
  z.string().check(
    z.trim(),
    z.minLength(1),
    z.maxLength(max),
    z.refine((text) => !/\p{Cc}/u.test(text), 'Control characters are not allowed.'),
    z.refine((text) => text.isWellFormed(), 'The text is not valid Unicode.'),
  );

/** Longer text in which line breaks are allowed. */
export const multilineText = (max: number) =>
  z.string().check(
    z.trim(),
    z.minLength(1),
    z.maxLength(max),
    z.refine((text) => !/\p{Cc}/u.test(text.replace(/[\n\r\t]/g, '')), 'Control characters are not allowed.'),
    z.refine((text) => text.isWellFormed(), 'The text is not valid Unicode.'),
  );

/** A price or charge in minor units: up to 100 million of a currency with two decimals. */
export const Price = z.lazy(() => z.int().check(z.gte(0), z.lte(10_000_000_000)));

export const CurrencyCode = z.lazy(() => z.string().regex(/^[A-Z]{3}$/, 'A three-letter ISO 4217 currency code.'));

/** Percent with at most four decimals, 0 to 100. */
export const Percent = z.lazy(() =>
  z.number().check(
    z.gte(0),
    z.lte(100),
    z.refine((value) => value === Math.round(value * 10_000) / 10_000, 'At most four decimals.'),
  ),
);

/** What PUT /v1/products/{sku} takes. `sku` may be left out of the body; if given it must be the one of the path. */
export const ProductInput = lazyStrictObject(() => ({
  sku: Code.optional(),
  name: plainText(200),
  description: multilineText(2000).optional(),
  kind: z.enum(['goods', 'service']).default('goods'),
  unitPrice: Price,
  currency: CurrencyCode,
  taxCategory: ProductTaxCategory,
  weightGrams: z.int().check(z.gte(0), z.lte(100_000_000)).optional(),
  hsCode: z
    .string()
    .regex(/^\d{6,10}$/, 'Six to ten digits.')
    .optional(),
  originCountry: z
    .string()
    .regex(/^[A-Z]{2}$/, 'A two-letter country code.')
    .optional(),
  stockTracked: z.boolean().optional(),
  active: z.boolean().default(true),
}));
export type ProductInput = z.output<typeof ProductInput>;

/** A product of the catalogue. `unitPrice` in minor units, without tax. */
export const Product = lazyObject(() => ({
  ...ProductInput.shape,
  sku: Code,
  stockTracked: z.boolean(),
  version: z.int().positive(),
}));
export type Product = z.infer<typeof Product>;

/** A product as stored: `sequence` counts its events. */
export const StoredProduct = lazyObject(() => ({ ...Product.shape, sequence: z.int().default(0) }));
export type StoredProduct = z.infer<typeof StoredProduct>;
