import fc from 'fast-check';
import type { Model } from '../model.ts';
import { type Shop, stocked } from '../shop.ts';
import { stockOf } from '../stockroom.ts';
import { type Command, command, pick } from './command.ts';

interface Movement {
  sku: number;
  warehouse: number;
  quantity: number;
}

const move = async (shop: Shop, { sku: number, warehouse: at, quantity }: Movement, reason: string): Promise<void> => {
  const sku = await shop.sku(number);
  const warehouse = pick(shop.model.warehouses, at);
  const answer = await shop.post('/v1/stock-movements', { sku: sku.sku, warehouse, quantity, reason });
  shop.expect(reason, answer, shop.model.move(sku, warehouse, quantity, reason));
};

const somewhere = { sku: fc.nat(stocked - 1), warehouse: fc.nat(1) };

/** Goods arrive: orders that wait for them go on by themselves. */
export const receive: fc.Arbitrary<Command> = fc
  .record({ ...somewhere, quantity: fc.integer({ min: 1, max: 12 }) })
  .map((args) => command({ name: 'receive', run: (shop, args) => move(shop, args, 'receipt') }, args));

interface Correction {
  place: number;
  quantity: number;
  reason: string;
}

/** Where there is anything. */
const places = ({ skus, warehouses }: Model): Omit<Movement, 'quantity'>[] =>
  skus.flatMap(({ onHand }, sku) =>
    warehouses.flatMap((code, warehouse) => ((onHand.get(code) ?? 0) > 0 ? [{ sku, warehouse }] : [])),
  );

const applies = (model: Model): boolean => places(model).length > 0;

/** A little more, or less: mostly no more than there is of it to take, at times one or two pieces beyond. */
const correct = async (shop: Shop, { place: at, quantity: number, reason }: Correction): Promise<void> => {
  const place = pick(places(shop.model), at);
  const warehouse = pick(shop.model.warehouses, place.warehouse);
  const { onHand, available } = stockOf(shop.model, await shop.sku(place.sku), warehouse);
  const most = reason === 'count' ? onHand : available;
  const quantity = number % 4 === 0 ? 1 + (number % 3) : -1 - (number % (most + 2));
  await move(shop, { ...place, quantity }, reason);
};

/** Stock is corrected, by no more than nobody has reserved. */
export const adjust: fc.Arbitrary<Command> = fc
  .record({ place: fc.nat(5), quantity: fc.nat(40), reason: fc.constantFrom('adjustment', 'damage', 'return') })
  .map((args) => command({ name: 'adjust', applies, run: correct }, args));

/** What was counted is true: the newest reservations wait again when too little is there. */
export const count: fc.Arbitrary<Command> = fc
  .record({ place: fc.nat(5), quantity: fc.nat(40), reason: fc.constant('count') })
  .map((args) => command({ name: 'count', applies, run: correct }, args));
