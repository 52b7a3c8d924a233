import { instalmentsAfter, invoiceStatusOf, withCredited } from '../invoices/invoice-totals.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { cumulativePart } from '../money/money.ts';
import { creditableGross } from './plan-credit.ts';

/** What a credit settles, in minor units. All but `unapplied` counts as credited on the invoice. */
export interface CreditUse {
  /** What was still due. */
  due: number;
  /** What was given up as bad debt: nobody ever paid it. */
  writtenOff: number;
  /** The credit's share of discounts and of rounding: never paid either. */
  discounted: number;
  rounding: number;
  /** The rest was paid: it is the customer's. */
  unapplied: number;
}

/** How much of a credit stays on its invoice, and how much is the customer's money. */
export const useOfCredit = (invoice: StoredInvoice, gross: number): CreditUse => {
  const { totals, credits, rounding } = invoice;
  const due = Math.min(gross, totals.due);
  const writtenOff = Math.min(gross - due, totals.writtenOff);
  const rest = gross - due - writtenOff;
  const granted = Math.max(0, totals.discounted);
  const share =
    cumulativePart(granted + credits.discount, credits.gross + gross, creditableGross(invoice)) - credits.discount;
  const never = Math.min(rest, granted, Math.max(0, share));
  const ofRounding = Math.min(never, Math.max(0, rounding));
  return { due, writtenOff, discounted: never - ofRounding, rounding: ofRounding, unapplied: rest - never };
};

/** What of a credit stays on its invoice. */
export const appliedOf = ({ due, writtenOff, discounted, rounding }: CreditUse): number =>
  due + writtenOff + discounted + rounding;

/** The invoice after `amount` more of it was settled by a credit note. Dunning stops when nothing is due. */
const creditedBy = (invoice: StoredInvoice, creditNoteId: string, amount: number): StoredInvoice => ({
  ...invoice,
  status: invoiceStatusOf(invoice.totals),
  instalments: instalmentsAfter(invoice.instalments, invoice.totals.due),
  creditedBy: amount === 0 ? invoice.creditedBy : [...invoice.creditedBy, { creditNoteId, amount }],
  nextDunningOn: invoice.totals.due === 0 ? undefined : invoice.nextDunningOn,
});

/** The invoice after a credit note of another invoice settled `amount` of what it is due. */
export const settledByCredit = (invoice: StoredInvoice, creditNoteId: string, amount: number): StoredInvoice =>
  creditedBy({ ...invoice, totals: withCredited(invoice.totals, amount) }, creditNoteId, amount);

/** The invoice after its own credit note: what was written off or discounted is credited instead. */
export const creditedInvoice = (
  invoice: StoredInvoice,
  {
    credits,
    use,
    creditNoteId,
  }: { credits: Pick<StoredInvoice['credits'], 'lines' | 'groups' | 'gross'>; use: CreditUse; creditNoteId: string },
): StoredInvoice => {
  const never = use.discounted + use.rounding;
  const totals = {
    ...withCredited(invoice.totals, use.due),
    writtenOff: invoice.totals.writtenOff - use.writtenOff,
    discounted: invoice.totals.discounted - never,
  };
  const next: StoredInvoice = {
    ...invoice,
    totals: { ...totals, credited: totals.credited + use.writtenOff + never },
    rounding: invoice.rounding - use.rounding,
    credits: {
      ...credits,
      discount: invoice.credits.discount + never,
      noteIds: [...invoice.credits.noteIds, creditNoteId],
    },
  };
  return creditedBy(next, creditNoteId, appliedOf(use));
};
