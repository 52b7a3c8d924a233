import fc from 'fast-check';
import type { Model } from '../model.ts';
import type { Shop } from '../shop.ts';
import { sum } from '../money.ts';
import { dueOf, grossOf, type Invoice, type Payment, unappliedOf } from '../things.ts';
import { type Command, command, isOdd, pick } from './command.ts';
import { hasOpenInvoice, someInvoice } from './some-invoice.ts';

const hasInvoices = (model: Model): boolean => model.invoices.length > 0;
const hasPayments = (model: Model): boolean => model.payments.length > 0 && hasInvoices(model);

const record = (shop: Shop, body: Record<string, unknown>) =>
  shop.post('/v1/payments', { currency: 'EUR', receivedOn: shop.house.today, method: 'bank_transfer', ...body });

/** What a transfer pays: cents of an invoice, all of it, some cents or euros more; or what is left of the order's own gross. */
const amountOf = (how: string, invoice: Invoice, cents: number): number => {
  const due = dueOf(invoice);
  if (how === 'part') return Math.min(cents, due);
  if (how === 'more') return due + (cents < 200 ? 1 + (cents % 3) : cents);
  if (how === 'full') return due;
  return grossOf(invoice.order) - sum(invoice.order.invoices.map((one) => one.paid));
};

/** A transfer names an invoice, or all of its order. */
export const pay: fc.Arbitrary<Command> = fc
  .record({
    invoice: fc.nat(20),
    how: fc.constantFrom('part', 'full', 'full', 'more', 'order', 'order'),
    cents: fc.integer({ min: 1, max: 500 }),
  })
  .map((args) =>
    command(
      {
        name: 'pay',
        applies: hasInvoices,
        run: async (shop, { invoice: at, how, cents }) => {
          const invoice = someInvoice(shop.model, at);
          const amount = Math.max(1, amountOf(how, invoice, cents));
          const named = how === 'order' ? invoice.order.invoices : [invoice];
          const reference = `Pays ${named.map((one) => one.number).join(' and ')}`;
          const answer = await record(shop, { amount, reference });
          shop.expect('pay', answer, { status: 201 });
          shop.model.payByReference(answer.body.id, named, amount);
        },
      },
      args,
    ),
  );

/** The caller says which invoice gets how much, at times more than it is due or than there is. */
export const payNamed: fc.Arbitrary<Command> = fc
  .record({ invoice: fc.nat(20), amount: fc.integer({ min: 1, max: 3000 }), more: fc.integer({ min: -1, max: 50 }) })
  .map((args) =>
    command(
      {
        name: 'payNamed',
        applies: hasInvoices,
        run: async (shop, { invoice: at, amount, more }) => {
          const invoice = someInvoice(shop.model, at);
          const total = Math.max(1, amount + more);
          const allocations = [{ invoiceId: invoice.id, amount }];
          const answer = await record(shop, { amount: total, allocations });
          const outcome = shop.model.mayApply(total, invoice.order.customer, invoice, amount);
          shop.expect('payNamed', answer, outcome.status === 200 ? { status: 201 } : outcome);
          if (outcome.status === 200) shop.model.payNamed(answer.body.id, invoice, total, amount);
        },
      },
      args,
    ),
  );

const withMoneyLeft = ({ payments }: Model): Payment[] => payments.filter((payment) => unappliedOf(payment) > 0);

const applicable = (model: Model): Payment[] =>
  withMoneyLeft(model).filter(({ customer }) => hasOpenInvoice(model, customer));

/** Money that is left is applied to an invoice, at times to another customer's or too much of it. */
export const allocate: fc.Arbitrary<Command> = fc
  .record({ payment: fc.nat(20), invoice: fc.nat(20), amount: fc.integer({ min: 1, max: 600 }) })
  .map((args) =>
    command(
      {
        name: 'allocate',
        applies: (model, { payment: number }) => hasPayments(model) && (isOdd(number) || applicable(model).length > 0),
        run: async (shop, { payment: number, invoice: at, amount }) => {
          const payment = pick(isOdd(number) ? shop.model.payments : applicable(shop.model), number);
          const invoice = someInvoice(shop.model, at, payment.customer);
          const most = Math.min(unappliedOf(payment), dueOf(invoice));
          const wanted = most > 0 && !isOdd(amount) ? Math.min(most, amount) : amount;
          const allocations = [{ invoiceId: invoice.id, amount: wanted }];
          const answer = await shop.post(`/v1/payments/${payment.id}/allocations`, { allocations });
          shop.expect('allocate', answer, shop.model.allocate(payment, invoice, wanted));
        },
      },
      args,
    ),
  );

/** An allocation is taken back; of an invoice the payment never paid, that is refused. */
export const undo: fc.Arbitrary<Command> = fc.record({ payment: fc.nat(20), invoice: fc.nat(20) }).map((args) =>
  command(
    {
      name: 'undo',
      applies: hasPayments,
      run: async (shop, { payment: number, invoice: at }) => {
        const payment = pick(shop.model.payments, number);
        const paid = payment.allocations.map((one) => one.invoice);
        const invoice = pick(paid.length > 0 && at % 4 > 0 ? paid : shop.model.invoices, at);
        const answer = await shop.delete(`/v1/payments/${payment.id}/allocations/${invoice.id}`);
        shop.expect('undo', answer, shop.model.undo(payment, invoice));
      },
    },
    args,
  ),
);

/** Money that is left of a payment is paid back, at times more than there is. */
export const refund: fc.Arbitrary<Command> = fc
  .record({ payment: fc.nat(20), amount: fc.integer({ min: 1, max: 600 }) })
  .map((args) =>
    command(
      {
        name: 'refund',
        applies: (model, { payment }) => (isOdd(payment) ? model.payments.length > 0 : withMoneyLeft(model).length > 0),
        run: async (shop, { payment: number, amount }) => {
          const payment = pick(isOdd(number) ? shop.model.payments : withMoneyLeft(shop.model), number);
          const wanted = isOdd(number) ? amount : Math.min(amount, unappliedOf(payment));
          const answer = await shop.post(`/v1/payments/${payment.id}/refunds`, { amount: wanted, reason: 'Asked for' });
          shop.expect('refund', answer, shop.model.refund(payment, wanted));
        },
      },
      args,
    ),
  );
