import { cumulativePart, percentOf, split, sumOf } from '../money/money.ts';
import type { OrderState } from '../orders/order.ts';
import { openNets } from '../orders/order-status.ts';
import { inVatUnion } from '../tax/tax-rates.ts';
import type { TaxGroup } from './invoice.ts';

/**
 * Whether tax is due when money is received before the supply (Art. 65 of Directive 2006/112/EC), and an invoice with it
 * (Art. 220(1)(4) and (5)): for what a seller in the EU taxes itself. Not for intra-community supplies, whose tax is
 * chargeable with their invoice only (Art. 67), nor where the customer owes it, nor for exports; nor outside the EU.
 */
export const taxedOnReceipt = (sellerCountry: string, { lines }: OrderState): boolean =>
  inVatUnion(sellerCountry) &&
  lines.some(({ taxCode, quantity, cancelled }) => taxCode === 'S' && quantity > cancelled);

/** What of a rate group can be invoiced in advance: its whole net, and what of its gross was. Minor units. */
interface Group extends Pick<TaxGroup, 'category' | 'rate' | 'reason'> {
  net: number;
  gross: number;
  invoicedNet: number;
  invoicedGross: number;
}

const groupsOf = ({ header, lines }: OrderState): Group[] => {
  const open = openNets(lines);
  const groups = new Map<string, Group>();
  for (const [at, { category, rate, net }] of open.entries()) {
    const key = `${category} ${rate}`;
    const known = groups.get(key);
    const reason = lines[at]?.taxReason;
    if (known) known.net += net;
    else groups.set(key, { category, rate, reason, net, gross: 0, invoicedNet: 0, invoicedGross: 0 });
  }
  for (const one of header.prepaymentInvoices.flatMap((invoice) => invoice.groups)) {
    const group = groups.get(`${one.category} ${one.rate}`);
    if (!group) continue;
    // What final invoices deducted is part of the whole that was and will be invoiced in advance.
    group.net += one.deducted;
    group.invoicedNet += one.base;
    group.invoicedGross += one.base + one.tax;
  }
  for (const group of groups.values()) group.gross = group.net + percentOf(group.net, group.rate);
  return [...groups.values()];
};

const leftOf = ({ gross, invoicedGross }: Group): number => Math.max(0, gross - invoicedGross);

/** What of an order's gross can still be invoiced in advance (minor units). */
export const invoiceableInAdvance = (order: OrderState): number => sumOf(groupsOf(order).map(leftOf));

/**
 * An amount received, tax included, over the order's rate groups in proportion to what each still costs, to the cent. Net
 * and tax of a group are its cumulative share, so that the invoices of several payments add up to the order's own net and
 * tax exactly; in between, the tax of one may differ by a cent from the rounded percentage.
 */
export const splitPrepayment = (order: OrderState, amount: number): TaxGroup[] => {
  const groups = groupsOf(order);
  const shares = split(amount, groups.map(leftOf));
  return groups.flatMap(({ category, rate, reason, net, gross, invoicedNet, invoicedGross }, at) => {
    const share = shares[at] ?? 0;
    if (share === 0) return [];
    const base = cumulativePart(net, invoicedGross + share, gross) - invoicedNet;
    return [{ category, rate, base, tax: share - base, reason }];
  });
};
