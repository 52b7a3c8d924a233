import type { Call } from '../call.ts';
import { moveExposure } from '../credit/credit-store.ts';
import { later } from '../dates.ts';
import { Unprocessable } from '../errors.ts';
import { findInvoice, loadInvoice } from '../invoices/invoice-store.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { credit, debit, postJournal } from '../ledger/journal.ts';
import { deciding, Work } from '../table/work.ts';
import type { CreditNote, CreditNoteAllocationInput, StoredCreditNote } from './credit-note.ts';
import { creditNoteSubject, loadCreditNote, saveCreditNote } from './credit-note-store.ts';
import { tellInvoice } from './issue-credit-note.ts';
import { settledByCredit } from './use-credit.ts';

const overAllocated = (detail: string): Unprocessable =>
  new Unprocessable('over_allocated', detail, [{ path: 'amount', code: 'over_allocated', message: detail }]);

/** The invoice to settle, of the same customer and due that much. */
const invoiceFor = async (
  note: StoredCreditNote,
  { invoiceId, amount }: CreditNoteAllocationInput,
  call: Call,
): Promise<StoredInvoice> => {
  const invoice = await findInvoice(invoiceId, call);
  if (!invoice) throw new Unprocessable('unknown_invoice', 'There is no such invoice.');
  if (invoice.customerId !== note.customerId)
    throw new Unprocessable('wrong_customer', 'The invoice belongs to another customer than the credit note.');
  if (amount > invoice.totals.due) throw overAllocated(`Invoice ${invoice.number} is due ${invoice.totals.due} only.`);
  return invoice;
};

/** One transaction: note, invoice, exposure, ledger and events. */
const settleWith = async (
  before: StoredCreditNote,
  invoice: StoredInvoice,
  amount: number,
  call: Call,
): Promise<CreditNote> => {
  const { id: creditNoteId, customerId, currency, number } = before;
  const { id: invoiceId } = invoice;
  const on = later(later(call.today, invoice.issueDate), before.issueDate);
  const note: StoredCreditNote = {
    ...before,
    applied: before.applied + amount,
    unapplied: before.unapplied - amount,
    allocations: [...before.allocations, { invoiceId, amount, on }],
  };
  const work = new Work(call);
  work.raise(creditNoteSubject(note), 'credit_note.applied', { creditNoteId, invoiceId, customerId, currency, amount });
  tellInvoice(work, invoice, settledByCredit(invoice, creditNoteId, amount));
  postJournal(work, {
    date: on,
    about: creditNoteId,
    text: `Credit note ${number} applied to ${invoice.number}`,
    at: call.at,
    postings: [debit('customer_credit', amount), credit('receivables', amount)],
  });
  moveExposure(work, customerId, { receivables: -amount, unapplied: -amount });
  const answer = saveCreditNote(work, before, note);
  work.answer(200, answer);
  await work.commit();
  return answer;
};

/** Settles another invoice of the customer with what a credit note has left. 422 `over_allocated` beyond it. */
export const allocateCreditNote = (id: string, input: CreditNoteAllocationInput, call: Call): Promise<CreditNote> =>
  deciding(async () => {
    const before = await loadCreditNote(id, call);
    const { amount } = input;
    if (amount > before.unapplied) throw overAllocated(`Only ${before.unapplied} of this credit note are left.`);
    return settleWith(before, await invoiceFor(before, input, call), amount, call);
  });

/** Settles as much of an invoice of the same customer as a credit note has left: nothing, when either has nothing. */
export const settleByCreditNote = (id: string, invoiceId: string, call: Call): Promise<void> =>
  deciding(async () => {
    const [before, invoice] = await Promise.all([loadCreditNote(id, call), loadInvoice(invoiceId, call)]);
    const amount = Math.min(before.unapplied, invoice.totals.due);
    if (amount > 0 && invoice.customerId === before.customerId) await settleWith(before, invoice, amount, call);
  });
