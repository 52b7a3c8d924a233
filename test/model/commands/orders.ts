import fc from 'fast-check';
import { linesOf } from '../model.ts';
import { same } from '../same.ts';
import type { Shop } from '../shop.ts';
import { grossOf, type Line, type Order, statusOf } from '../things.ts';
import { type Command, command, isOdd, pick } from './command.ts';

interface Wish {
  sku: number;
  quantity: number;
  discountPercent: number;
}

interface Placing {
  customer: number;
  wishes: Wish[];
}

const wish = fc.record({
  sku: fc.nat(2),
  quantity: fc.integer({ min: 1, max: 9 }),
  discountPercent: fc.constantFrom(0, 0, 0, 7, 50, 100),
});
const placing: fc.Arbitrary<Placing> = fc.record({
  customer: fc.nat(1),
  wishes: fc.array(wish, { minLength: 1, maxLength: 4 }),
});

const asked = async (shop: Shop, { customer, wishes }: Placing) => {
  const owner = await shop.customer(customer);
  const lines: Line[] = [];
  for (const one of wishes) lines.push(...linesOf([{ ...one, sku: await shop.sku(one.sku) }]));
  for (const [at, line] of lines.entries()) line.lineId = String(at + 1);
  const body = {
    customerId: owner.id,
    currency: 'EUR',
    lines: lines.map(({ sku, quantity }, at) => ({
      sku: sku.sku,
      quantity,
      discountPercent: wishes[at]!.discountPercent,
    })),
  };
  const decision = shop.model.decide(owner, grossOf({ lines }));
  const status = decision === 'held' ? 'credit_hold' : 'accepted';
  const answered = { status, gross: grossOf({ lines }), shipping: 0, decision };
  return { owner, lines, body, answered };
};

const inShort = ({ status, totals: { gross, shipping }, credit: { decision } }: any) => ({
  status,
  gross,
  shipping,
  decision,
});

/** An order of one to four lines, within or over the limit. */
export const place: fc.Arbitrary<Command> = placing.map((args) =>
  command(
    {
      name: 'place',
      run: async (shop, args) => {
        const { owner, lines, body, answered } = await asked(shop, args);
        const answer = await shop.post('/v1/orders', body);
        shop.expect('place', answer, { status: 201 });
        same('placed', inShort(answer.body), answered);
        shop.model.place(answer.body.id, owner, lines);
      },
    },
    args,
  ),
);

/** A preview answers what placing would, and changes nothing. */
export const preview: fc.Arbitrary<Command> = placing.map((args) =>
  command(
    {
      name: 'preview',
      run: async (shop, args) => {
        const { body, answered } = await asked(shop, args);
        const answer = await shop.house.cobro.request('POST', '/v1/orders/preview', body, { key: null });
        shop.expect('preview', answer, { status: 200 });
        same('previewed', inShort(answer.body), answered);
      },
    },
    args,
  ),
);

const cancel = async (shop: Shop, order: Order, wanted?: Map<Line, number>): Promise<void> => {
  const lines = wanted && [...wanted].map(([{ lineId }, quantity]) => ({ lineId, quantity }));
  const answer = await shop.post(`/v1/orders/${order.id}/cancel`, { reason: 'Changed their mind', lines });
  shop.expect('cancel', answer, shop.model.cancel(order, wanted));
};

const hasOrders = ({ orders }: { orders: readonly Order[] }): boolean => orders.length > 0;

/** What has not shipped of an order is cancelled. */
export const cancelWhole: fc.Arbitrary<Command> = fc.record({ order: fc.nat(9) }).map((args) =>
  command(
    {
      name: 'cancelWhole',
      applies: hasOrders,
      run: (shop, { order }) => cancel(shop, pick(shop.model.orders, order)),
    },
    args,
  ),
);

/** Some pieces of one or two lines are cancelled, at times more than there are. */
export const cancelPart: fc.Arbitrary<Command> = fc
  .record({ order: fc.nat(9), line: fc.nat(3), quantity: fc.integer({ min: 1, max: 6 }), andNext: fc.boolean() })
  .map((args) =>
    command(
      {
        name: 'cancelPart',
        applies: hasOrders,
        run: async (shop, { order: at, line, quantity, andNext }) => {
          const order = pick(shop.model.orders, at);
          const lines = [line, ...(andNext ? [line + 1] : [])].map((number) => pick(order.lines, number));
          await cancel(shop, order, new Map(lines.map((one) => [one, quantity])));
        },
      },
      args,
    ),
  );

const heldOf = ({ orders }: { orders: readonly Order[] }): Order[] =>
  orders.filter((order) => statusOf(order) === 'credit_hold');

/** The credit desk decides of an order, held or not. */
export const review: fc.Arbitrary<Command> = fc
  .record({ order: fc.nat(9), approve: fc.constantFrom(true, true, false), maxAmount: fc.option(fc.nat(20_000)) })
  .map((args) =>
    command(
      {
        name: 'review',
        applies: (model, { order: at }) => (isOdd(at) ? hasOrders(model) : heldOf(model).length > 0),
        run: async (shop, { order: at, approve, maxAmount }) => {
          const order = pick(isOdd(at) ? shop.model.orders : heldOf(shop.model), at);
          const decision = approve ? 'approve' : 'reject';
          const most = maxAmount ?? undefined;
          const answer = await shop.post(`/v1/credit-reviews/${order.id}/decision`, {
            decision,
            reason: 'Looked at',
            maxAmount: most,
          });
          shop.expect('review', answer, shop.model.review(order, decision, most));
        },
      },
      args,
    ),
  );
