import * as z from 'zod';
import { Code } from '../products/product.ts';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';

/** Pieces of a sku in a warehouse. `available` = onHand - reserved, never negative. `sequence` counts movements. */
export const StoredStock = lazyObject(() => ({
  sku: Code,
  warehouse: Code,
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
  sequence: z.int(),
}));
export type StoredStock = z.infer<typeof StoredStock>;

/** A row of GET /v1/stock. */
export const Stock = lazyObject(() => StoredStock.omit({ sequence: true }).shape);
export type Stock = z.infer<typeof Stock>;

/** What POST /v1/stock-movements takes; `quantity` is signed. */
export const StockMovementInput = lazyStrictObject(() => ({
  sku: Code,
  warehouse: Code,
  quantity: z
    .int()
    .min(-10_000_000)
    .max(10_000_000)
    .refine((quantity) => quantity !== 0, 'Must not be 0.'),
  reason: z.enum(['receipt', 'adjustment', 'count', 'damage', 'return']),
}));
export type StockMovementInput = z.infer<typeof StockMovementInput>;

/** The movement as booked, with the stock after it. */
export const StockMovement = lazyObject(() => ({
  id: z.string(),
  sku: Code,
  warehouse: Code,
  quantity: z.int(),
  reason: z.string(),
  at: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
}));
export type StockMovement = z.infer<typeof StockMovement>;
