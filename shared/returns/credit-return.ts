import type { Call } from '../call.ts';
import { type CreditGround, issueOn } from '../credit-notes/issue-credit-note.ts';
import { creditableLines, creditedOf, piecesLeft, planPieces } from '../credit-notes/plan-credit.ts';
import { findInvoices } from '../invoices/invoice-store.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { sumOf } from '../money/money.ts';
import { loadOrder } from '../orders/order-store.ts';
import { deciding, Work } from '../table/work.ts';
import { settleExchange } from './apply-exchange-credit.ts';
import type { StoredReturn, ToCredit } from './return.ts';
import { loadReturn, returnFacts, returnSubject, saveReturn } from './return-store.ts';

/** Pieces of one invoice that a return credits. */
interface Share {
  invoice: StoredInvoice;
  wanted: { line: number; quantity: number }[];
  /** By order line. */
  taken: Map<string, number>;
}

/** As many of the pieces as stand on the invoice, are not credited yet, and cost something. */
const shareOf = (invoice: StoredInvoice, orderId: string, pieces: readonly ToCredit[]): Share => {
  const left = new Map<string, number>();
  for (const { lineId, quantity } of pieces) left.set(lineId, quantity + (left.get(lineId) ?? 0));
  const share: Share = { invoice, wanted: [], taken: new Map() };
  for (const line of creditableLines(invoice)) {
    const { lineId } = line;
    if (line.orderId !== orderId || lineId === undefined || line.net === creditedOf(invoice, line.line).net) continue;
    const quantity = Math.min(left.get(lineId) ?? 0, piecesLeft(invoice, line));
    if (quantity === 0) continue;
    left.set(lineId, (left.get(lineId) ?? 0) - quantity);
    share.wanted.push({ line: line.line, quantity });
    share.taken.set(lineId, quantity + (share.taken.get(lineId) ?? 0));
  }
  return share;
};

/** What is still to be looked up after so many pieces of each line were credited. */
const without = (toCredit: readonly ToCredit[], refund: boolean, taken: ReadonlyMap<string, number>): ToCredit[] => {
  const left = new Map(taken);
  return toCredit.flatMap((one) => {
    if (one.refund !== refund) return [one];
    const part = Math.min(one.quantity, left.get(one.lineId) ?? 0);
    left.set(one.lineId, (left.get(one.lineId) ?? 0) - part);
    return part === one.quantity ? [] : [{ ...one, quantity: one.quantity - part }];
  });
};

/** The return after a credit note, told in the note's own transaction. */
const creditedReturn =
  (before: StoredReturn, refund: boolean, { invoice, taken }: Share, call: Call): CreditGround['alongside'] =>
  (work, note) => {
    const draft: StoredReturn = {
      ...before,
      lines: before.lines.map((line) => ({ ...line, credited: line.credited + (taken.get(line.lineId) ?? 0) })),
      creditNoteIds: [...before.creditNoteIds, note.id],
      toCredit: without(before.toCredit, refund, taken),
    };
    const facts = returnFacts(draft, sumOf([...taken.values()]));
    const event = { ...facts, creditNoteId: note.id, invoiceId: invoice.id };
    work.raise(returnSubject(draft), 'return.credited', event);
    saveReturn(work, before, draft, call);
  };

/** Nothing of these pieces is on an invoice any more: they were credited before, or cost nothing. */
const letGo = async (before: StoredReturn, refund: boolean, call: Call): Promise<void> => {
  const draft = { ...before, toCredit: before.toCredit.filter((one) => one.refund !== refund) };
  const { id: returnId, orderId, customerId } = before;
  const work = new Work(call);
  work.raise(returnSubject(draft), 'return.changed', { returnId, orderId, customerId, changed: ['toCredit'] });
  saveReturn(work, before, draft, call);
  await work.commit();
};

/** One credit note of a return. False when there is nothing left to credit. */
const creditStep = async (returnId: string, call: Call): Promise<boolean> => {
  const before = await loadReturn(returnId, call);
  const [first] = before.toCredit;
  if (!first) return false;
  const { refund } = first;
  const pieces = before.toCredit.filter((one) => one.refund === refund);
  const { header } = await loadOrder(before.orderId, call);
  const invoices = await findInvoices(
    header.invoices.map(({ invoiceId }) => invoiceId),
    call,
  );
  const share = invoices
    .toReversed()
    .map((invoice) => shareOf(invoice, before.orderId, pieces))
    .find(({ wanted }) => wanted.length > 0);
  if (!share) {
    await letGo(before, refund, call);
    return true;
  }
  const { invoice } = share;
  const plan = planPieces(invoice, share.wanted);
  const alongside = creditedReturn(before, refund, share, call);
  await issueOn({ invoice, plan, reason: before.reason, returnId, refund, alongside }, call);
  return true;
};

/**
 * Credits what came of a return on the invoices it stands on, the newest first: it is the likeliest to be still due, and
 * then less is asked for instead of money given back. A credit note per invoice, each in one transaction with the
 * return's account of it, so that nothing is credited twice, whoever asks and however often. What is left as credit settles the order placed in
 * exchange, as far as it is invoiced by then.
 */
export const creditReturn = async (returnId: string, call: Call): Promise<void> => {
  while (await deciding(() => creditStep(returnId, call))) {
    // Goes on until all that came is looked up.
  }
  await settleExchange(returnId, call);
};
