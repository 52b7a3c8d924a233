import type { Call } from '../call.ts';
import { Conflict, Unprocessable } from '../errors.ts';
import { findProduct } from '../products/product-store.ts';
import { deciding, Work } from '../table/work.ts';
import { requireWarehouse } from '../warehouses/warehouse.ts';
import { releaseNewestReservations } from './release-reservations.ts';
import type { StockMovement, StockMovementInput, StoredStock } from './stock.ts';
import { findStock, moveStock } from './stock-store.ts';

const checkInput = async (input: StockMovementInput): Promise<void> => {
  const product = await findProduct(input.sku);
  if (!product) throw new Unprocessable('unknown_product', `There is no product ${input.sku}.`);
  if (!product.stockTracked) throw new Unprocessable('not_stock_tracked', `Stock of ${input.sku} is not tracked.`);
  await requireWarehouse(input.warehouse);
};

const insufficient = (available: number): Conflict =>
  new Conflict(
    'insufficient_stock',
    `Only ${available} are available. Reserved pieces can be taken away by a count only.`,
  );

const movementOf = (input: StockMovementInput, stock: StoredStock, call: Call): StockMovement => ({
  id: `${stock.sku}@${stock.warehouse}#${stock.sequence}`,
  ...input,
  at: call.at,
  onHand: stock.onHand,
  reserved: stock.reserved,
  available: stock.available,
});

/**
 * Books a movement of stock. 409 `insufficient_stock` when less would be left than is reserved, except for a count:
 * what was counted is true, so the newest reservations go back to waiting first.
 */
export const bookStockMovement = async (input: StockMovementInput, call: Call): Promise<StockMovement> => {
  await checkInput(input);
  return deciding(async () => {
    const before = await findStock(input.sku, input.warehouse);
    const { onHand = 0, available = 0 } = before ?? {};
    if (onHand + input.quantity < 0) throw insufficient(available);
    if (available + input.quantity < 0) {
      if (input.reason !== 'count') throw insufficient(available);
      const { sku, warehouse } = input;
      await releaseNewestReservations({ sku, warehouse }, -(available + input.quantity), call);
      return bookOnce(input, await findStock(input.sku, input.warehouse), call);
    }
    return bookOnce(input, before, call);
  });
};

const bookOnce = async (
  input: StockMovementInput,
  before: StoredStock | undefined,
  call: Call,
): Promise<StockMovement> => {
  const work = new Work(call);
  const stock = moveStock(work, before, input);
  const movement = movementOf(input, stock, call);
  work.answer(201, movement);
  await work.commit();
  return movement;
};
