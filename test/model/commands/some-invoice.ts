import type { Model } from '../model.ts';
import { type Customer, dueOf, type Invoice } from '../things.ts';
import { isOdd, pick } from './command.ts';

/** Whether the customer has an invoice that money could be applied to. */
export const hasOpenInvoice = ({ invoices }: Model, customer: Customer): boolean =>
  invoices.some((invoice) => dueOf(invoice) > 0 && invoice.order.customer === customer);

/** Mostly one that is not paid yet, of the customer if one is meant. */
export const someInvoice = ({ invoices }: Model, number: number, customer?: Customer): Invoice => {
  const open = invoices.filter(
    (invoice) => dueOf(invoice) > 0 && (customer === undefined || invoice.order.customer === customer),
  );
  return pick(open.length > 0 && !isOdd(number) ? open : invoices, number);
};
