import * as z from 'zod';
import type { Call } from '../call.ts';
import { findInvoices } from '../invoices/invoice-store.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { keys } from '../table/table-map.ts';
import { getRows } from '../table/table.ts';
import type { Allocation } from './payment.ts';
import { lazyObject } from '../lazy-object.ts';

/**
 * Invoice numbers of the tenant's series in a payment reference, in order of mention, each once: the counter with or
 * without leading zeros, in any case, embedded in any words.
 */
export const invoiceNumbersIn = (reference: string, seriesPattern: string): { series: string; counter: number }[] => {
  const [prefix = ''] = seriesPattern.split('-');
  const year = seriesPattern.includes('{year}') ? '(?:-|\\s|/)?(\\d{4})' : '()';
  const number = new RegExp(`(?<![A-Z0-9])${prefix}${year}(?:-|\\s|/)?(\\d{1,9})(?![0-9])`, 'gi');
  const found = [...reference.matchAll(number)].map((match) => ({
    series: seriesPattern.replace('{year}', match[1] ?? ''),
    counter: Number(match[2]),
  }));
  return found.filter(
    (one, index) => found.findIndex((other) => other.series === one.series && other.counter === one.counter) === index,
  );
};

const Register = lazyObject(() => ({ invoiceId: z.string() }));

/**
 * Matches a payment by the invoice numbers in its reference: each named open invoice of one customer gets what it is
 * due, in order of mention, until the money is used up. What is left stays unapplied.
 */
export const matchByReference = (input: {
  invoices: readonly StoredInvoice[];
  amount: number;
  customerId?: string;
}): Allocation[] => {
  const open = input.invoices.filter((invoice) => invoice.totals.due > 0);
  const customerId = input.customerId ?? open[0]?.customerId;
  const allocations: Allocation[] = [];
  let left = input.amount;
  for (const invoice of open.filter((one) => one.customerId === customerId)) {
    const amount = Math.min(left, invoice.totals.due);
    if (amount === 0) break;
    const exact = amount === invoice.totals.due ? 'and pays it in full' : 'and pays part of it';
    allocations.push({
      invoiceId: invoice.id,
      amount,
      confidence: 1,
      reason: `The reference names invoice ${invoice.number} ${exact}.`,
    });
    left -= amount;
  }
  return allocations;
};

/** The invoices a reference names, as far as they exist. */
export const invoicesNamedIn = async (reference: string, call: Call): Promise<StoredInvoice[]> => {
  const named = invoiceNumbersIn(reference, call.tenant.invoiceSeries);
  const rows = await getRows(named.map(({ series, counter }) => keys.register(series, counter)));
  return findInvoices(
    rows.map((row) => Register.parse(row).invoiceId),
    call,
  );
};
