import type { Call } from '../call.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { sumOf } from '../money/money.ts';
import type { OrderState } from '../orders/order.ts';
import { openGross, orderGross } from '../orders/order-status.ts';
import { heldFor } from '../orders/prepaid-money.ts';
import { findPayments } from './payment-store.ts';

/**
 * What an order may still be prepaid beside the `allocated` amount on its open invoices: what is to be invoiced, or what
 * the order's own gross leaves, less what earlier payments hold for it. The two differ by the cents that rounding tax
 * per invoice makes; settleRounding takes them when the last invoice is settled.
 */
export const prepayable = async (
  { header, lines }: OrderState,
  invoices: readonly StoredInvoice[],
  allocated: number,
  call: Call,
): Promise<number> => {
  if (header.status === 'rejected' || header.status === 'cancelled') return 0;
  const toInvoice = openGross(header, lines);
  if (toInvoice === 0 && allocated === 0) return 0;
  const earlier = await findPayments(header.prepaymentIds, call);
  const held = earlier.map((payment) => heldFor(payment, header.id));
  const settled = sumOf(invoices.map(({ totals }) => totals.gross - totals.due));
  return Math.max(toInvoice, orderGross(lines) - settled - allocated) - sumOf(held);
};
