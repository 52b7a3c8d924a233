import { netOfFirst, sum, taxOf } from './money.ts';
import {
  creditLeft,
  type CreditNote,
  type Customer,
  dueOf,
  grossOf,
  type Invoice,
  type Line,
  type Order,
  type Payment,
  type Pieces,
  toInvoice,
  unappliedOf,
} from './things.ts';

/*
 * Invoices, payments and exposure. A partial invoice is the rounded cumulative net less what was invoiced before; tax is
 * rounded once per invoice and rate.
 */

/** What a customer owes or has ordered, less their money that is applied to nothing. */
export const exposureOf = (
  customer: Customer,
  { orders, payments, notes }: { orders: readonly Order[]; payments: readonly Payment[]; notes: readonly CreditNote[] },
): number => {
  const own = orders.filter((order) => order.customer === customer);
  return (
    sum(own.filter((order) => order.decision === 'approved').map(toInvoice)) +
    sum(own.flatMap((order) => order.invoices.map(dueOf))) -
    sum(payments.filter((payment) => payment.customer === customer).map(unappliedOf)) -
    sum(notes.filter((note) => note.invoice.order.customer === customer).map(creditLeft))
  );
};

/** The invoice of pieces that leave, made before they count as invoiced. */
export const invoiceOf = (order: Order, pieces: readonly Pieces[], dueDate: string): Invoice => {
  const nets = pieces.map(({ line, quantity }) => ({
    net: netOfFirst(line, line.invoiced + quantity) - netOfFirst(line, line.invoiced),
    category: line.sku.category,
  }));
  const net = sum(nets.map((one) => one.net));
  const gross = net + taxOf(nets);
  return { id: '', number: '', order, net, gross, paid: 0, credited: 0, discounted: 0, dueDate };
};

/** Applies an amount of a payment, and cents that no money moves for. */
export const apply = (payment: Payment, invoice: Invoice, amount: number, discount = 0): void => {
  payment.allocations.push({ invoice, amount, discount });
  invoice.paid += amount;
  invoice.discounted += discount;
};

/** Takes everything back that a payment paid of an invoice. False when that is nothing. */
export const takeBack = (payment: Payment, invoice: Invoice): boolean => {
  const undone = payment.allocations.filter((one) => one.invoice === invoice);
  payment.allocations = payment.allocations.filter((one) => one.invoice !== invoice);
  invoice.paid -= sum(undone.map((one) => one.amount));
  invoice.discounted -= sum(undone.map((one) => one.discount));
  return undone.length > 0;
};

/** Payments that paid an invoice, the oldest allocation first. */
const payersOf = (invoice: Invoice, payments: readonly Payment[]): Payment[] =>
  payments.filter((payment) => payment.allocations.some((one) => one.invoice === invoice));

/**
 * Tax is rounded per invoice, so that several invoices of an order may differ from it by cents. Once everything is invoiced
 * and the customer has paid the order's gross to the cent, the difference goes to the account `rounding`.
 */
export const settleRounding = (order: Order, payments: readonly Payment[]): boolean => {
  const { invoices, lines } = order;
  const everything = (line: Line): boolean => line.invoiced === line.quantity - line.cancelled;
  if (invoices.some((invoice) => invoice.credited > 0)) return false;
  if (invoices.length < 2 || !lines.every(everything)) return false;
  const groups = new Set(lines.filter((line) => line.invoiced > 0).map((line) => line.sku.category)).size;
  const difference = sum(invoices.map((one) => one.gross)) - grossOf(order);
  if (difference === 0 || Math.abs(difference) > invoices.length * groups) return false;
  const open = invoices.findLast((invoice) => dueOf(invoice) > 0);
  const paid = sum(invoices.map((invoice) => invoice.paid));
  const payers = [...new Set(invoices.flatMap((invoice) => payersOf(invoice, payments)))];
  if (open) {
    const payer =
      payersOf(open, payments).at(-1) ?? payersOf(invoices.at(-1) ?? open, payments).at(-1) ?? payers.at(-1);
    if (paid !== grossOf(order) || !payer) return false;
    apply(payer, open, 0, dueOf(open));
    return true;
  }
  const payer = payers.find((payment) => unappliedOf(payment) === -difference);
  if (difference > 0 || !payer || invoices.some((invoice) => invoice.discounted !== 0)) return false;
  const invoice = invoices.findLast((one) => payersOf(one, payments).includes(payer)) ?? invoices.at(-1);
  if (!invoice) return false;
  apply(payer, invoice, -difference, difference);
  return true;
};
