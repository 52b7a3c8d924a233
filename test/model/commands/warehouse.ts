import fc from 'fast-check';
import type { Model } from '../model.ts';
import type { Shop } from '../shop.ts';
import { isOpen, linesOn, type PickList } from '../things.ts';
import { type Command, command, isOdd, type Kind, pick } from './command.ts';

interface Which {
  list: number;
}

const which = { list: fc.nat(20) };

const known = ({ lists }: Model): PickList[] => lists.filter((list) => list.id !== '');

/** Mostly one that the command is for, at times any. */
const listKind = <A extends Which>(
  name: string,
  isFor: (list: PickList) => boolean,
  run: (shop: Shop, list: PickList, args: A) => Promise<void>,
): Kind<A> => {
  const candidates = (model: Model, { list }: A): PickList[] => known(model).filter((one) => isOdd(list) || isFor(one));
  return {
    name,
    applies: (model, args) => candidates(model, args).length > 0,
    run: (shop, args) => run(shop, pick(candidates(shop.model, args), args.list), args),
  };
};

const isNow =
  (...statuses: PickList['status'][]) =>
  (list: PickList): boolean =>
    statuses.includes(list.status);

const ask = (shop: Shop, list: PickList, verb: string, body: unknown) =>
  shop.post(`/v1/fulfillments/${list.id}/${verb}`, body);

const pickWhole = async (shop: Shop, list: PickList): Promise<void> =>
  shop.expect('pick', await ask(shop, list, 'pick', {}), shop.model.pick(list));
const packIt = async (shop: Shop, list: PickList): Promise<void> =>
  shop.expect('pack', await ask(shop, list, 'pack', { packages: [{ weightGrams: 100 }] }), shop.model.pack(list));
const checkIt = async (shop: Shop, list: PickList, result: 'pass' | 'fail'): Promise<void> =>
  shop.expect(result, await ask(shop, list, 'quality-check', { result }), shop.model.check(list, result));
const shipIt = async (shop: Shop, list: PickList): Promise<void> =>
  shop.expect('ship', await ask(shop, list, 'ship', {}), shop.model.ship(list));

export const pickAll: fc.Arbitrary<Command> = fc
  .record(which)
  .map((args) => command(listKind('pickAll', isNow('pending'), pickWhole), args));
export const pack: fc.Arbitrary<Command> = fc
  .record(which)
  .map((args) => command(listKind('pack', isNow('picked'), packIt), args));
export const ship: fc.Arbitrary<Command> = fc
  .record(which)
  .map((args) => command(listKind('ship', isNow('checked'), shipIt), args));

export const check: fc.Arbitrary<Command> = fc
  .record({ ...which, result: fc.constantFrom<'pass' | 'fail'>('pass', 'fail') })
  .map((args) =>
    command(
      listKind<typeof args>('check', isNow('packed'), (shop, list, { result }) => checkIt(shop, list, result)),
      args,
    ),
  );

/** Pieces of a line are not found, at times more are said to be found than were asked for. */
export const pickShort: fc.Arbitrary<Command> = fc.record({ ...which, line: fc.nat(3), found: fc.nat(4) }).map((args) =>
  command(
    listKind<typeof args>('pickShort', isNow('pending'), async (shop, list, { line: at, found }) => {
      const lines = linesOn(list);
      const line = lines.length > 0 ? pick(lines, at).line : list.order.lines[0]!;
      const body = { lines: [{ lineId: line.lineId, quantity: found }] };
      shop.expect('pickShort', await ask(shop, list, 'pick', body), shop.model.pick(list, new Map([[line, found]])));
    }),
    args,
  ),
);

/** A list goes all the way out of the house, from wherever it stands. */
export const shipOut: fc.Arbitrary<Command> = fc.record(which).map((args) =>
  command(
    listKind('shipOut', isOpen, async (shop, list) => {
      if (list.status === 'pending') await pickWhole(shop, list);
      if (list.status === 'picked') await packIt(shop, list);
      if (list.status === 'packed') await checkIt(shop, list, 'pass');
      await shipIt(shop, list);
    }),
    args,
  ),
);
