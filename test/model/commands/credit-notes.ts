import fc from 'fast-check';
import type { Model } from '../model.ts';
import { creditLeft, type CreditNote, dueOf, type Invoice } from '../things.ts';
import { type Command, command, isOdd, pick } from './command.ts';
import { hasOpenInvoice, someInvoice } from './some-invoice.ts';

/** Cents of rounding are shared with what is credited: such invoices are left alone here. Those that were paid come first. */
const creditable = ({ invoices, notes }: Model): Invoice[] =>
  invoices
    .filter((invoice) => invoice.discounted === 0 && notes.every((note) => note.invoice !== invoice))
    .toSorted((a, b) => b.paid - a.paid)
    .slice(0, 2);

const plain = ({ invoices }: Model): Invoice[] => invoices.filter((invoice) => invoice.discounted === 0);

/** An invoice is credited whole, paid or not; a second time that is refused. */
export const creditInvoice: fc.Arbitrary<Command> = fc.record({ invoice: fc.nat(20) }).map((args) =>
  command(
    {
      name: 'creditInvoice',
      applies: (model, { invoice }) => (isOdd(invoice) ? plain(model) : creditable(model)).length > 0,
      run: async (shop, { invoice: at }) => {
        const invoice = pick((isOdd(at) ? plain : creditable)(shop.model), at);
        const answer = await shop.post(`/v1/invoices/${invoice.id}/credit-notes`, { reason: 'Came damaged' });
        const outcome = shop.model.mayCredit(invoice);
        shop.expect('creditInvoice', answer, outcome);
        if (outcome.status === 201) shop.model.credit(answer.body.id, invoice);
      },
    },
    args,
  ),
);

const withCredit = ({ notes }: Model): CreditNote[] => notes.filter((note) => creditLeft(note) > 0);

const applicable = (model: Model): CreditNote[] =>
  withCredit(model).filter(({ invoice }) => hasOpenInvoice(model, invoice.order.customer));

/** What a credit note has left settles an invoice, at times another customer's or too much of it. */
export const allocateCredit: fc.Arbitrary<Command> = fc
  .record({ note: fc.nat(9), invoice: fc.nat(20), amount: fc.integer({ min: 1, max: 3000 }) })
  .map((args) =>
    command(
      {
        name: 'allocateCredit',
        applies: (model) => applicable(model).length > 0,
        run: async (shop, { note: number, invoice: at, amount }) => {
          const note = pick(applicable(shop.model), number);
          const invoice = someInvoice(shop.model, at, note.invoice.order.customer);
          const most = Math.min(amount, creditLeft(note), dueOf(invoice));
          const wanted = isOdd(at) || most === 0 ? amount : most;
          const body = { invoiceId: invoice.id, amount: wanted };
          const answer = await shop.post(`/v1/credit-notes/${note.id}/allocations`, body);
          shop.expect('allocateCredit', answer, shop.model.allocateCredit(note, invoice, wanted));
        },
      },
      args,
    ),
  );

/** What a credit note has left is paid back, at times more than that. */
export const refundCredit: fc.Arbitrary<Command> = fc
  .record({ note: fc.nat(9), amount: fc.integer({ min: 1, max: 3000 }) })
  .map((args) =>
    command(
      {
        name: 'refundCredit',
        applies: (model) => withCredit(model).length > 0,
        run: async (shop, { note: number, amount }) => {
          const note = pick(withCredit(shop.model), number);
          const wanted = isOdd(number) ? amount : Math.min(amount, creditLeft(note));
          const answer = await shop.post(`/v1/credit-notes/${note.id}/refunds`, {
            amount: wanted,
            reason: 'Asked for',
          });
          shop.expect('refundCredit', answer, shop.model.refund(note, wanted));
        },
      },
      args,
    ),
  );
