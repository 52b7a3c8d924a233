import { createHash } from 'node:crypto';
import type { Call } from '../call.ts';
import { writtenIn } from '../documents/for-people.ts';
import { textsIn } from '../documents/texts/texts-in.ts';
import { canonicalJson } from '../http/repeat.ts';
import { newId } from '../ids.ts';
import { invoiceNumber, type Place } from '../invoices/draft-invoice.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import type { StoredCreditNote } from './credit-note.ts';
import type { CreditPlan } from './plan-credit.ts';
import { appliedOf, type CreditUse } from './use-credit.ts';

/** Links a credit note to the one before it in its series, as `invoiceHash` does for invoices. */
export const creditNoteHash = (note: Omit<StoredCreditNote, 'hash'>): string => {
  const { number, series, invoiceNumber: of, invoiceDate, reason, seller, buyer, issueDate, currency, lines } = note;
  const { taxBreakdown, totals, previousHash } = note;
  const parties = { seller, buyer };
  const what = { lines, taxBreakdown, ...totals };
  const kept = { number, series, invoiceNumber: of, invoiceDate, reason, issueDate, currency, previousHash };
  return createHash('sha256')
    .update(canonicalJson({ ...kept, ...parties, ...what }))
    .digest('hex');
};

/** How an amount that is on no line of its own is worded, in the invoice's language. */
export const amountOn = ({ language, number }: StoredInvoice): string =>
  textsIn(writtenIn(language)).creditNote.amountOn(number);

export interface CreditNoteDraft {
  invoice: StoredInvoice;
  plan: CreditPlan;
  use: CreditUse;
  reason: string;
  returnId?: string;
  place: Place;
  call: Call;
}

/** The credit note of a plan: parties, language and currency as on its invoice, with what it settles there applied. */
export const draftCreditNote = (draft: CreditNoteDraft): StoredCreditNote => {
  const { invoice, plan, use, reason, returnId, place, call } = draft;
  const { issueDate, series, counter, previousHash } = place;
  const applied = appliedOf(use);
  const note: Omit<StoredCreditNote, 'hash'> = {
    id: newId('crn'),
    number: invoiceNumber(series, counter),
    series,
    invoiceId: invoice.id,
    invoiceNumber: invoice.number,
    invoiceDate: invoice.issueDate,
    orderIds: invoice.orderIds,
    returnId,
    customerId: invoice.customerId,
    reason,
    seller: invoice.seller,
    buyer: invoice.buyer,
    issueDate,
    currency: invoice.currency,
    lines: plan.lines,
    taxBreakdown: plan.taxBreakdown,
    totals: plan.totals,
    applied,
    unapplied: use.unapplied,
    refunded: 0,
    allocations: applied === 0 ? [] : [{ invoiceId: invoice.id, amount: applied, on: issueDate }],
    refunds: [],
    pdfSha256: null,
    previousHash,
    version: 1,
    language: invoice.language,
    orderNumbers: invoice.orderNumbers,
    correlationId: call.correlationId,
    sequence: 0,
  };
  return { ...note, hash: creditNoteHash(note) };
};
