import fc from 'fast-check';
import { type Command, command, pick } from './command.ts';

/** The limit goes up or down, also below what is used. */
export const setLimit: fc.Arbitrary<Command> = fc
  .record({ customer: fc.nat(1), limit: fc.constantFrom(0, 5000, 20_000, 60_000, 1_000_000) })
  .map((args) =>
    command(
      {
        name: 'setLimit',
        applies: ({ customers }) => customers.length > 0,
        run: async (shop, { customer: at, limit }) => {
          const customer = pick(shop.model.customers, at);
          const answer = await shop.put(`/v1/customers/${customer.id}/credit`, { limit });
          shop.expect('setLimit', answer, shop.model.setCredit(customer, { limit }));
        },
      },
      args,
    ),
  );

/** All orders are held, none is, or the rules decide. */
export const setHold: fc.Arbitrary<Command> = fc
  .record({ customer: fc.nat(1), hold: fc.constantFrom('auto', 'auto', 'on', 'off') })
  .map((args) =>
    command(
      {
        name: 'setHold',
        applies: ({ customers }) => customers.length > 0,
        run: async (shop, { customer: at, hold }) => {
          const customer = pick(shop.model.customers, at);
          const answer = await shop.put(`/v1/customers/${customer.id}/credit`, { hold });
          shop.expect('setHold', answer, shop.model.setCredit(customer, { hold }));
        },
      },
      args,
    ),
  );
