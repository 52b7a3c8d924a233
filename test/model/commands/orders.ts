import fc from 'fast-check';
import { linesOf } from '../model.ts';
import { same } from '../same.ts';
import { type Shop, sold } from '../shop.ts';
import { grossOf, isUnpicked, type Line, openPieces, type Order, statusOf } from '../things.ts';
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
  sku: fc.nat(sold - 1),
  quantity: fc.integer({ min: 1, max: 9 }),
  discountPercent: fc.constantFrom(0, 0, 0, 7, 50, 100),
});
const placing: fc.Arbitrary<Placing> = fc.record({
  customer: fc.nat(1),
  wishes: fc.array(wish, { minLength: 1, maxLength: 4 }),
});

/** The lines that are wished for, behind so many others. */
const wished = async (shop: Shop, wishes: readonly Wish[], behind = 0): Promise<Line[]> => {
  const named = [];
  for (const one of wishes) named.push({ ...one, sku: await shop.sku(one.sku) });
  return linesOf(named, behind);
};

const bodyOf = (lines: readonly Line[]) =>
  lines.map(({ sku: { sku }, quantity, discountPercent }) => ({ sku, quantity, discountPercent }));

const asked = async (shop: Shop, { customer, wishes }: Placing) => {
  const owner = await shop.customer(customer);
  const lines = await wished(shop, wishes);
  const body = { customerId: owner.id, currency: 'EUR', lines: bodyOf(lines) };
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
        const { owner, lines, body, answered } = await asked(shop, args);
        const answer = await shop.house.cobro.request('POST', '/v1/orders/preview', body, { key: null });
        shop.expect('preview', answer, { status: 200 });
        same('previewed', inShort(answer.body), answered);
        same('availability', answer.body.availability, shop.model.availability(owner, lines));
      },
    },
    args,
  ),
);

const hasOrders = ({ orders }: { orders: readonly Order[] }): boolean => orders.length > 0;

/** New quantities of lines and new lines, mostly of an order that is not picked yet. */
export const amend: fc.Arbitrary<Command> = fc
  .record({
    order: fc.nat(40),
    lines: fc.array(fc.record({ line: fc.nat(3), quantity: fc.nat(12) }), { maxLength: 2 }),
    add: fc.array(wish, { maxLength: 1 }),
  })
  .map((args) =>
    command(
      {
        name: 'amend',
        applies: ({ orders }, { order, lines, add }) =>
          lines.length + add.length > 0 && orders.some((one) => isOdd(order) || isUnpicked(one)),
        run: async (shop, { order: at, lines, add }) => {
          const order = pick(
            shop.model.orders.filter((one) => isOdd(at) || isUnpicked(one)),
            at,
          );
          const quantities = new Map(lines.map(({ line, quantity }) => [pick(order.lines, line), quantity]));
          const wanted = [...quantities].map(([line, quantity]) => ({ line, quantity }));
          const added = await wished(shop, add, order.lines.length);
          const answer = await shop.post(`/v1/orders/${order.id}/amend`, {
            lines:
              lines.length > 0 ? wanted.map(({ line: { lineId }, quantity }) => ({ lineId, quantity })) : undefined,
            add: add.length > 0 ? bodyOf(added) : undefined,
          });
          shop.expect('amend', answer, shop.model.amend(order, wanted, added));
        },
      },
      args,
    ),
  );

/** A note on an order, at times against a version that is long gone. */
export const patch: fc.Arbitrary<Command> = fc.record({ order: fc.nat(9), note: fc.nat(3) }).map((args) =>
  command(
    {
      name: 'patch',
      applies: hasOrders,
      run: async (shop, { order: at, note }) => {
        const order = pick(shop.model.orders, at);
        const isStale = note === 0;
        const headers: Record<string, string> = isStale ? { 'if-match': '"99999"' } : {};
        const path = `/v1/orders/${order.id}`;
        const answer = await shop.house.cobro.request('PATCH', path, { note: `Note ${note}` }, { headers });
        const outcome = isStale ? { status: 412, code: 'stale_version' } : shop.model.patch(order);
        shop.expect('patch', answer, outcome);
      },
    },
    args,
  ),
);

/** Services of an order are delivered, in parts; at times goods are named, or more than is open. */
export const deliver: fc.Arbitrary<Command> = fc
  .record({ order: fc.nat(40), line: fc.nat(3), quantity: fc.integer({ min: 1, max: 6 }) })
  .map((args) =>
    command(
      {
        name: 'deliver',
        applies: (model, { order }) => (isOdd(order) ? hasOrders(model) : withServices(model).length > 0),
        run: async (shop, { order: at, line: number, quantity }) => {
          const order = pick(isOdd(at) ? shop.model.orders : withServices(shop.model), at);
          const services = order.lines.filter((line) => line.sku.isService);
          const line = pick(isOdd(at) ? order.lines : services, number);
          const pieces = Math.max(1, isOdd(at) ? quantity : Math.min(quantity, openPieces(line)));
          const body = { lines: [{ lineId: line.lineId, quantity: pieces }] };
          const answer = await shop.post(`/v1/orders/${order.id}/service-deliveries`, body);
          shop.expect('deliver', answer, shop.model.deliver(order, [{ line, quantity: pieces }]));
        },
      },
      args,
    ),
  );

const withServices = ({ orders }: { orders: readonly Order[] }): Order[] =>
  orders.filter((order) => order.lines.some((line) => line.sku.isService && openPieces(line) > 0));

const cancel = async (shop: Shop, order: Order, wanted?: Map<Line, number>): Promise<void> => {
  const lines = wanted && [...wanted].map(([{ lineId }, quantity]) => ({ lineId, quantity }));
  const answer = await shop.post(`/v1/orders/${order.id}/cancel`, { reason: 'Changed their mind', lines });
  shop.expect('cancel', answer, shop.model.cancel(order, wanted));
};

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
