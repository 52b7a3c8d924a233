import type fc from 'fast-check';
import type { Model } from '../model.ts';
import type { Shop } from '../shop.ts';

export type Command = fc.AsyncCommand<Model, Shop>;

export interface Kind<A> {
  name: string;
  /** Whether there is anything to try it on; whether it is allowed is what the run finds out. */
  applies?: (model: Model, args: A) => boolean;
  /** Sends the request, tells the model, holds the answers against each other. Answers what to wish for in between. */
  run: (shop: Shop, args: A) => Promise<string | undefined | void>;
}

/** A command of this kind, as fast-check wants it: it shrinks, prints and replays with its arguments. */
export const command = <A extends object>({ name, applies = () => true, run }: Kind<A>, args: A): Command => ({
  check: (model) => applies(model, args),
  run: async (_, shop) => {
    shop.house.kinds.add(name);
    const wish = await run(shop, args);
    shop.model.goOn();
    await shop.settled(wish ?? undefined);
  },
  toString: () => `${name}(${JSON.stringify(args)})`,
});

/** Whether a command may be tried where it must be refused: one in five. */
export const isOdd = (number: number): boolean => number % 5 === 0;

/** One of the things there are, by any number. */
export const pick = <T>(from: readonly T[], number: number): T => {
  const one = from[number % Math.max(1, from.length)];
  if (one === undefined) throw new Error('There is nothing to pick from.');
  return one;
};
