import fc from 'fast-check';
import { CobroEvent } from '../../../shared/events/event-types.ts';
import { publishEvents } from '../../../shared/events/publish-events.ts';
import { keys } from '../../../shared/table/table-map.ts';
import { queryAllRows } from '../../../shared/table/table.ts';
import { same } from '../same.ts';
import { type Command, command, pick } from './command.ts';

/** A request that was carried out comes again under its key: the same answer, and nothing happens. */
export const repeat: fc.Arbitrary<Command> = fc.record({ request: fc.nat(40) }).map((args) =>
  command(
    {
      name: 'repeat',
      run: async (shop, { request }) => {
        const { today, cobro } = shop.house;
        const sent = shop.sent.filter((one) => one.on === today);
        if (sent.length === 0) return;
        const { path, body, key, status, answer } = pick(sent, request);
        const again = await cobro.request('POST', path, body, { key });
        const replayed = again.headers.get('idempotent-replayed');
        same(
          'repeat',
          { status: again.status, body: again.body, replayed },
          { status, body: answer, replayed: 'true' },
        );
      },
    },
    args,
  ),
);

/** Every event of an order and of its invoices is delivered a second time. */
export const deliverTwice: fc.Arbitrary<Command> = fc.record({ order: fc.nat(9) }).map((args) =>
  command(
    {
      name: 'deliverTwice',
      applies: ({ orders }) => orders.length > 0,
      run: async (shop, { order: at }) => {
        const order = pick(shop.model.orders, at);
        const subjects = [
          keys.order(order.id).pk,
          ...order.lists.filter((list) => list.id !== '').map((list) => keys.fulfillment(list.id).pk),
          ...order.invoices.map((invoice) => keys.invoice(invoice.id).pk),
        ];
        for (const pk of subjects) {
          const rows = await queryAllRows({ pk, prefix: 'event#' });
          await publishEvents(rows.map((row) => CobroEvent.parse(row)));
        }
      },
    },
    args,
  ),
);

/** A day passes, with every schedule on the way. */
export const nextDay: fc.Arbitrary<Command> = fc
  .constant({})
  .map((args) => command({ name: 'nextDay', run: () => Promise.resolve('nextDay') }, args));

/** Cobro is stopped and started again on the same data. */
export const restart: fc.Arbitrary<Command> = fc
  .constant({})
  .map((args) => command({ name: 'restart', run: () => Promise.resolve('restart') }, args));
