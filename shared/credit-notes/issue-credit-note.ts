import type { Call } from '../call.ts';
import { moveExposure } from '../credit/credit-store.ts';
import { Unprocessable } from '../errors.ts';
import { loadInvoice, invoiceFacts, invoiceSubject, saveInvoice } from '../invoices/invoice-store.ts';
import { takePlace, withNextNumber } from '../invoices/number-series.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { credit, debit, postJournal } from '../ledger/journal.ts';
import { afterDeducting, type Deduction } from '../orders/deductions.ts';
import type { OrderState } from '../orders/order.ts';
import { loadOrder, saveOrder } from '../orders/order-store.ts';
import { keys, monthOf } from '../table/table-map.ts';
import { rememberBucket } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import { type CreditNote, type CreditNoteInput, creditNoteSeriesOf, type StoredCreditNote } from './credit-note.ts';
import { creditNoteFacts, creditNoteSubject, saveCreditNote } from './credit-note-store.ts';
import { amountOn, draftCreditNote } from './draft-credit-note.ts';
import { type CreditPlan, planCredit } from './plan-credit.ts';
import { refundedNote } from './refund-credit-note.ts';
import { creditedInvoice, type CreditUse, useOfCredit } from './use-credit.ts';

/** A request answers within 29 seconds; for so long (ms) it queues for a number. */
const patienceMs = 20_000;

/** What a credit note is issued on: the invoice as it was read, and what of it is credited. */
export interface CreditGround {
  invoice: StoredInvoice;
  plan: CreditPlan;
  /** Of an invoice in advance: its order, where what is credited is not deducted any more. */
  order?: OrderState;
  reason: string;
  returnId?: string;
  /** Pay out at once what would stand as the customer's credit. */
  refund?: boolean;
  /** What else changes in the same transaction; called for each try. */
  alongside?: (work: Work, note: StoredCreditNote) => void;
}

/** Takes revenue and tax back, against what was owed, what was given up, and the customer's account. */
const book = (
  work: Work,
  note: StoredCreditNote,
  { plan, use, invoice }: { plan: CreditPlan; use: CreditUse; invoice: StoredInvoice },
  call: Call,
): void =>
  postJournal(work, {
    date: note.issueDate,
    about: note.id,
    text: `Credit note ${note.number} on invoice ${note.invoiceNumber}`,
    at: call.at,
    postings: [
      // What was invoiced in advance is no revenue before the supply: its net stands with the customer.
      debit(invoice.type === 'prepayment' ? 'customer_credit' : 'revenue', plan.totals.net - plan.shipping),
      debit('shipping', plan.shipping),
      debit('output_tax', plan.totals.tax),
      credit('receivables', use.due),
      credit('bad_debt', use.writtenOff),
      credit('discounts_allowed', use.discounted),
      credit('rounding', use.rounding),
      credit('customer_credit', use.unapplied),
    ],
  });

/** Raises what happened to an invoice that a credit note settled a part of, or was only issued on. */
export const tellInvoice = (work: Work, before: StoredInvoice, after: StoredInvoice): void => {
  work.raise(invoiceSubject(after), 'invoice.credited', invoiceFacts(after));
  if (after.status === 'paid' && before.status !== 'paid')
    work.raise(invoiceSubject(after), 'invoice.paid', invoiceFacts(after));
  saveInvoice(work, before, after);
};

/** What a credit note on an invoice in advance takes back of it, as later invoices would deduct it. */
const takenBack = (invoice: StoredInvoice, { taxBreakdown }: CreditPlan): Omit<Deduction, 'number'>[] =>
  taxBreakdown.map(({ category, rate, base }) => ({ invoiceId: invoice.id, category, rate, base }));

/** What is credited of an invoice in advance is there for no later invoice to deduct. */
const saveUndeducted = (
  work: Work,
  { before, invoice, plan }: { before: OrderState; invoice: StoredInvoice; plan: CreditPlan },
  call: Call,
): void => {
  const { header, lines } = before;
  const prepaymentInvoices = afterDeducting(header.prepaymentInvoices, takenBack(invoice, plan));
  saveOrder(work, { before, draft: { header: { ...header, prepaymentInvoices }, lines }, call });
};

/** 422 `over_credited` when an invoice of the supply has deducted what is to be credited of the one in advance. */
const requireUndeducted = ({ header }: OrderState, invoice: StoredInvoice, plan: CreditPlan): void => {
  const after = afterDeducting(header.prepaymentInvoices, takenBack(invoice, plan));
  const isDeducted = after.some(({ groups }) => groups.some(({ base, deducted }) => deducted > base));
  if (!isDeducted) return;
  const detail = 'Invoices of the supply have deducted this: credit the goods on them.';
  throw new Unprocessable('over_credited', detail);
};

/**
 * Issues a credit note in one transaction: number, register, note, invoice, exposure, ledger and events. What is due on
 * the invoice is credited first; what was paid becomes the customer's credit. Run it inside `deciding`, with the invoice
 * read there.
 */
export const issueOn = (ground: CreditGround, call: Call): Promise<CreditNote> => {
  const { invoice, plan } = ground;
  const use = useOfCredit(invoice, plan.totals.gross);
  return withNextNumber(creditNoteSeriesOf(call.tenant), call, {
    patienceMs,
    issue: async (place) => {
      const issued = draftCreditNote({ ...ground, use, place, call });
      await rememberBucket(keys.bucket('credit-note', monthOf(issued.issueDate)));
      const work = new Work(call);
      takePlace(work, place, issued, { type: 'credit_note', invoiceId: invoice.id, creditNoteId: issued.id });
      const { id: creditNoteId, invoiceId, customerId, currency, applied: amount } = issued;
      const subject = creditNoteSubject(issued);
      work.raise(subject, 'credit_note.issued', creditNoteFacts(issued));
      if (amount > 0)
        work.raise(subject, 'credit_note.applied', { creditNoteId, invoiceId, customerId, currency, amount });
      tellInvoice(work, invoice, creditedInvoice(invoice, { credits: plan.credits, use, creditNoteId }));
      book(work, issued, { plan, use, invoice }, call);
      const paysOut = ground.refund === true && use.unapplied > 0;
      const note = paysOut
        ? refundedNote(work, issued, { amount: use.unapplied, reason: ground.reason }, call)
        : issued;
      if (ground.order) saveUndeducted(work, { before: ground.order, invoice, plan }, call);
      moveExposure(work, customerId, { receivables: -use.due, unapplied: note.unapplied });
      ground.alongside?.(work, note);
      const answer = saveCreditNote(work, undefined, note);
      work.answer(201, answer);
      await work.commit();
      return answer;
    },
  });
};

/**
 * Issues a credit note on an invoice: pieces of lines, a gross amount, or all that is left. Never more than was invoiced
 * and not yet credited, by line, by rate and in all: 422 `over_credited`, `nothing_to_credit`.
 */
export const issueCreditNote = (invoiceId: string, input: CreditNoteInput, call: Call): Promise<CreditNote> =>
  deciding(async () => {
    const invoice = await loadInvoice(invoiceId, call);
    const plan = planCredit(invoice, input, amountOn(invoice));
    const [orderId = ''] = invoice.orderIds;
    const order = invoice.type === 'prepayment' ? await loadOrder(orderId, call) : undefined;
    if (order) requireUndeducted(order, invoice, plan);
    return issueOn({ invoice, plan, order, reason: input.reason }, call);
  });
